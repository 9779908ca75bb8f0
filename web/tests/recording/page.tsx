/** Opens the page of a recording, with an audio element and a server that the test controls. */
import { act, fireEvent } from "@testing-library/preact";
import { vi } from "vitest";
import type { Me } from "../../src/access/answers";
import type { Right } from "../../src/access/rights";
import { PAGES } from "../../src/pages";
import { recordingAddress } from "../../src/recording/address";
import { openFrame } from "../pages";
import type { Answers } from "../people/server";
import { settled } from "../people/server";
import { answer } from "../samples";
import { type FakeAudio, fakeAudio } from "./audio";
import { aNote, aTranscription, RECORDING, someDetails } from "./samples";

export const held: { audios: FakeAudio[] } = { audios: [] };

/** For `vi.mock` of the module that makes the element. */
export function heldAudio(): HTMLAudioElement {
  const audio = fakeAudio();
  held.audios.push(audio);
  return audio.element;
}

export function audio(): FakeAudio {
  const last = held.audios.at(-1);
  if (last === undefined) throw new Error("There is no audio on the page");
  return last;
}

const ALL: readonly Right[] = [
  "recordings.list",
  "recordings.play",
  "recordings.download",
  "recordings.transcribe",
  "transcripts.see_unredacted",
  "audit.see",
];

export interface AskedRecording {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
}

export const at = (recording: string, rest = "") =>
  `/v1/recordings/${encodeURIComponent(recording)}${rest && `/${rest}`}`;

function usual(recording: string): Answers {
  const soon = () => new Date(Date.now() + 300_000).toISOString();
  const of = (rest = "") => at(recording, rest);
  const play = (url: string) => answer({ play: "p-1", url, expires_at: soon() }, 201);
  return {
    [`GET ${of()}`]: () => answer(someDetails({ recording })),
    [`GET ${of("transcription")}`]: () => answer(aTranscription({ recording })),
    [`GET ${of("notes")}`]: () => answer({ items: [aNote()] }),
    [`GET ${of("bookmarks")}`]: () => answer({ items: [{ id: "b-1", at: 30, label: "The refund" }] }),
    [`GET ${of("evaluations")}`]: () => answer({ items: [], people: [], evaluators: [] }),
    [`GET ${of("listened")}`]: () => answer({ parts: [[0, 10]], share: 0.1 }),
    [`GET ${of("plays")}`]: () =>
      answer({
        items: [
          { at: "2026-11-26T09:00:00Z", user: { id: "u", name: "Mia Stone" }, action: "recordings.play" },
        ],
        next: null,
      }),
    [`POST ${of("plays")}`]: () => play("https://audio.example/1"),
    [`POST ${of("plays/p-1/url")}`]: () => play("https://audio.example/2"),
    [`PUT ${of("plays/p-1/listened")}`]: () => new Response(null, { status: 204 }),
    "GET /v1/tags": () => answer({ items: ["billing", "refund"] }),
  };
}

interface Options {
  readonly rights?: readonly Right[];
  readonly moment?: number | null;
  readonly recording?: string;
  readonly also?: readonly string[];
  readonly changes?: Partial<Me>;
}

export async function openRecording(answers: Answers = {}, options: Options = {}) {
  const { rights = ALL, moment = null, recording = RECORDING, also = [], changes = {} } = options;
  const known = Object.assign({}, ...[recording, ...also].map(usual), answers) as Answers;
  const asked: AskedRecording[] = [];
  const serve = async (address: string, request: RequestInit = {}): Promise<Response> => {
    const { pathname, searchParams } = new URL(address, "https://console.example");
    const { body } = request;
    const one = {
      method: request.method ?? "GET",
      path: pathname,
      query: searchParams,
      body: typeof body === "string" ? JSON.parse(body) : body,
      version: null,
    };
    asked.push(one);
    const found = known[`${one.method} ${pathname}`];
    return found?.(one) ?? answer({ title: "Not Found", detail: `${one.method} ${pathname}` }, 404);
  };
  held.audios = [];
  window.history.replaceState(null, "", recordingAddress(recording, moment));
  await Promise.all(PAGES.map((entry) => entry.component.preload()));
  openFrame({ server: serve, role: "Administrator", changes: { rights: [...rights], ...changes } });
  await settled();
  return {
    asked,
    bodiesOf: (method: string, rest: string) =>
      asked
        .filter((one) => one.method === method && one.path === at(recording, rest))
        .map(({ body }) => body),
  };
}

/** Presses a key on the page. */
export async function key(name: string, target: Element = document.body): Promise<void> {
  await act(async () => void fireEvent.keyDown(target, { key: name }));
  await settled();
}

export async function click(selector: string): Promise<void> {
  const found = document.querySelector(selector);
  if (found === null) throw new Error(`There is no ${selector}`);
  await act(async () => void fireEvent.click(found));
  await settled();
}

/** The audio plays on for a while. */
export async function hear(seconds: number): Promise<void> {
  await act(async () => audio().play(seconds));
  await settled();
}

export function has(selector: string): boolean {
  return document.querySelector(selector) !== null;
}

export function stubClipboard() {
  const writeText = vi.fn(async (_: string) => undefined);
  vi.stubGlobal("navigator", Object.assign(Object.create(window.navigator), { clipboard: { writeText } }));
  return writeText;
}
