import { act, render } from "@testing-library/preact";
import { vi } from "vitest";
import type { Me } from "../src/access/answers";
import { ApiClient } from "../src/api/client";
import { Frame } from "../src/frame";
import type { RealtimeSnapshot } from "../src/live/answers";
import { PAGES, type PageEntry } from "../src/pages";
import { answer, aPerson, aSnapshot, type Role } from "./samples";

/** The page's socket, controlled by the test. */
export class HeldSocket {
  static last: HeldSocket | null = null;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: (() => void) | null = null;
  readonly send = vi.fn();
  readonly close = vi.fn();

  constructor(readonly address: string) {
    HeldSocket.last = this;
  }
}

export type Server = (path: string, request?: RequestInit) => Response | Promise<Response>;

/** Answers with a snapshot whose time starts at NOON and advances. */
export function serving(snapshot: RealtimeSnapshot): Server {
  const begun = Date.now();
  return (path) => {
    if (path === "/v1/realtime/tickets") return answer({ ticket: "t" }, 201);
    const now = Date.parse(snapshot.as_of) + Date.now() - begun;
    return answer({ ...snapshot, as_of: new Date(now).toISOString() });
  };
}

interface FrameOptions {
  readonly server?: Server;
  readonly role?: Role;
  readonly changes?: Partial<Me>;
  readonly pages?: readonly PageEntry[];
}

/** The console's frame around the page of the address, for a person in a role. */
export function openFrame({
  server = serving(aSnapshot([])),
  role = "Manager",
  changes,
  pages,
}: FrameOptions) {
  const api = new ApiClient(
    async (path, request) => server(path, request),
    { access: () => "token", renew: async () => false },
    () => undefined,
  );
  const me = { ...aPerson(role), ...changes };
  const signedIn = { me, api, livePath: "/live", idleMinutes: 0 };
  return render(
    <Frame
      signedIn={signedIn}
      signOut={() => undefined}
      signOutIdle={() => undefined}
      {...(pages && { pages })}
    />,
  );
}

/** The Realtime page as someone in a role sees it, after the first answers. */
export async function openPage(server: Server, role: Role = "Manager", changes: Partial<Me> = {}) {
  vi.stubGlobal("WebSocket", HeldSocket);
  if (window.location.pathname === "/") window.history.replaceState(null, "", "/realtime");
  await Promise.all(PAGES.map((page) => page.component.preload()));
  const page = openFrame({ server, role, changes });
  await settle();
  return page;
}

/** Advances the time. */
export async function pass(milliseconds: number): Promise<void> {
  await act(async () => {
    await vi.advanceTimersByTimeAsync(milliseconds);
  });
}

/** Waits for pending answers. */
export async function settle(): Promise<void> {
  await pass(20);
}

export async function openSocket(): Promise<void> {
  HeldSocket.last?.onopen?.();
  await settle();
}

export async function push(message: unknown): Promise<void> {
  HeldSocket.last?.onmessage?.({ data: JSON.stringify(message) });
  await settle();
}

export async function loseSocketTwice(): Promise<void> {
  HeldSocket.last?.onclose?.();
  await pass(1_100);
  HeldSocket.last?.onclose?.();
  await settle();
}
