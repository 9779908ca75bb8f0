import { act, render } from "@testing-library/preact";
import { vi } from "vitest";
import type { Me, Role } from "../src/access/answers";
import { ApiClient } from "../src/api/client";
import { Frame } from "../src/frame";
import type { RealtimeSnapshot } from "../src/live/answers";
import { PAGES } from "../src/pages";
import { answer, aPerson } from "./samples";

/** A socket of the page that a test holds in its hand. */
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

export type Server = (path: string) => Response | Promise<Response>;

/** Answers a snapshot whose time, NOON at first, goes on. */
export function serving(snapshot: RealtimeSnapshot): Server {
  const begun = Date.now();
  return (path) => {
    if (path === "/v1/realtime/tickets") return answer({ ticket: "t" }, 201);
    const now = Date.parse(snapshot.as_of) + Date.now() - begun;
    return answer({ ...snapshot, as_of: new Date(now).toISOString() });
  };
}

/** The Realtime page as aPerson in a role sees it, after the first answers. */
export async function openPage(server: Server, role: Role = "Manager", changes: Partial<Me> = {}) {
  vi.stubGlobal("WebSocket", HeldSocket);
  await Promise.all(PAGES.map((page) => page.component.preload()));
  const api = new ApiClient(
    async (path) => server(path),
    { access: () => "token", renew: async () => false },
    () => undefined,
  );
  const page = render(
    <Frame
      signedIn={{ me: { ...aPerson(role), ...changes }, api, livePath: "/live" }}
      signOut={() => undefined}
    />,
  );
  await settle();
  return page;
}

/** Lets time go by. */
export async function pass(milliseconds: number): Promise<void> {
  await act(async () => {
    await vi.advanceTimersByTimeAsync(milliseconds);
  });
}

/** Lets answers that are on their way arrive. */
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
