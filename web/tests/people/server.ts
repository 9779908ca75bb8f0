/** A server of people for the tests of pages: answers by method and path, and remembers what was asked. */
import { act, fireEvent, screen } from "@testing-library/preact";
import type { Me } from "../../src/access/answers";
import { PAGES } from "../../src/pages";
import { openFrame } from "../pages";
import { answer, type Role } from "../samples";
import { refusedParameters } from "./described";

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
  readonly version: string | null;
}

export type Answers = Readonly<Record<string, (asked: Asked) => Response | Promise<Response>>>;

export const page = (items: readonly unknown[], next: string | null = null) => answer({ items, next });

export function peopleServer(answers: Answers) {
  const asked: Asked[] = [];
  const serve = async (address: string, request: RequestInit = {}): Promise<Response> => {
    const { pathname, searchParams } = new URL(address, "https://console.example");
    const { body } = request;
    const one: Asked = {
      method: request.method ?? "GET",
      path: pathname,
      query: searchParams,
      body: typeof body === "string" ? JSON.parse(body) : body,
      version: new Headers(request.headers).get("If-Match"),
    };
    asked.push(one);
    const refused = refusedParameters(one.method, pathname, searchParams);
    if (refused.length > 0)
      throw new Error(`${one.method} ${pathname} has no parameter ${refused.join(", ")}`);
    const known = answers[`${one.method} ${pathname}`];
    return known?.(one) ?? answer({ title: "Not Found", detail: `${one.method} ${pathname}` }, 404);
  };
  return { serve, asked, last: (method: string) => asked.filter((one) => one.method === method).at(-1) };
}

/** Opens the page of an address as someone with a profile sees it. */
export async function openAt(
  address: string,
  answers: Answers,
  role: Role = "Administrator",
  changes: Partial<Me> = {},
) {
  window.history.replaceState(null, "", address);
  await Promise.all(PAGES.map((entry) => entry.component.preload()));
  const server = peopleServer(answers);
  openFrame({ server: server.serve, role, changes });
  await settled();
  return server;
}

/** Waits for answers, and for what is typed to be settled. */
export async function settled(milliseconds = 20): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) {
    await act(() => new Promise((resolve) => setTimeout(resolve, milliseconds / 2)));
  }
}

export async function press(name: string | RegExp): Promise<void> {
  await act(async () => void fireEvent.click(screen.getByRole("button", { name })));
  await settled();
}

export async function type(label: string | RegExp, value: string, milliseconds?: number): Promise<void> {
  await act(async () => void fireEvent.input(screen.getByLabelText(label), { target: { value } }));
  await settled(milliseconds);
}

export async function choose(label: string | RegExp, value: string): Promise<void> {
  await act(async () => void fireEvent.change(screen.getByLabelText(label), { target: { value } }));
  await settled(600);
}

export async function tick(label: string | RegExp): Promise<void> {
  await act(async () => void fireEvent.click(screen.getByLabelText(label)));
  await settled();
}

export function textOf(selector: string): string | null {
  return document.querySelector(selector)?.textContent?.trim() ?? null;
}

export function textsOf(selector: string): string[] {
  return [...document.querySelectorAll(selector)].map((element) => element.textContent?.trim() ?? "");
}

/** What a saved file has in it. */
export function contentOf(file: Blob | undefined): Promise<string> {
  return new Promise((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.readAsText(file ?? new Blob());
  });
}
