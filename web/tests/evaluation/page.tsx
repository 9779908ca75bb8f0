/** Opens the page of an evaluation, with a server that stores it and an audio element that the test controls. */
import { act, fireEvent } from "@testing-library/preact";
import type { Me } from "../../src/access/answers";
import type { Right } from "../../src/access/rights";
import { PAGES } from "../../src/pages";
import { evaluationAddress } from "../../src/queue/requests";
import { openFrame } from "../pages";
import { type Asked, type Answers as Routes, settled } from "../people/server";
import { aTranscription, RECORDING, someDetails } from "../recording/samples";
import { answer, aProblem } from "../samples";
import { anEvaluation, ID, type SampleEvaluation } from "./samples";

const RIGHTS: readonly Right[] = ["recordings.list", "recordings.play"];

export const of = (rest = "", id = ID) => `/v1/evaluations/${id}${rest && `/${rest}`}`;
export const ofRecording = (rest = "") =>
  `/v1/recordings/${encodeURIComponent(RECORDING)}${rest && `/${rest}`}`;

export interface EvaluationServer {
  /** What is stored. */
  now: SampleEvaluation;
  /** False: no request gets through. */
  isReachable: boolean;
  readonly asked: Asked[];
  readonly bodiesOf: (method: string, rest: string) => unknown[];
}

interface Options {
  readonly rights?: readonly Right[];
  readonly changes?: Partial<Me>;
}

const CHANGED = "Someone else has changed it.";

export async function openEvaluation(
  evaluation: object = anEvaluation(),
  routes: Routes = {},
  { rights = RIGHTS, changes = {} }: Options = {},
): Promise<EvaluationServer> {
  const asked: Asked[] = [];
  const server: EvaluationServer = {
    now: evaluation as SampleEvaluation,
    isReachable: true,
    asked,
    bodiesOf: (method, rest) =>
      asked.filter((one) => one.method === method && one.path === of(rest)).map(({ body }) => body),
  };
  const known: Routes = { ...usual(server), ...routes };
  const serve = async (address: string, request: RequestInit = {}): Promise<Response> => {
    if (!server.isReachable) throw new TypeError("No connection");
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
    return (
      known[`${one.method} ${pathname}`]?.(one) ?? aProblem(404, "Not Found", `${one.method} ${pathname}`)
    );
  };
  window.history.replaceState(null, "", evaluationAddress(ID));
  await Promise.all(PAGES.map((entry) => entry.component.preload()));
  openFrame({ server: serve, role: "Evaluator", changes: { rights: [...rights], ...changes } });
  await settled();
  return server;
}

function usual(server: EvaluationServer): Routes {
  const changed = (to: (asked: Asked) => object) => (asked: Asked) => {
    if (asked.version !== `"${server.now.revision}"`) return aProblem(412, "Stale", CHANGED);
    server.now = { ...server.now, revision: server.now.revision + 1, ...to(asked) };
    return answer(server.now);
  };
  const done = {
    may: ["release", "edit"],
    scores: { score: 100, sections: {}, questions: {}, failed_by: null },
  };
  return {
    [`GET ${of()}`]: () => answer(server.now),
    [`PUT ${of("draft")}`]: changed(({ body }) => ({ ...(body as object), state: "draft" })),
    [`POST ${of("submit")}`]: changed(({ body }) => {
      const { release } = body as { release: boolean };
      return { ...done, state: release ? "released" : "submitted", listened: 0.5 };
    }),
    [`GET ${of("history")}`]: () => answer({ items: [], next: null }),
    [`GET ${ofRecording()}`]: () => answer(someDetails()),
    [`GET ${ofRecording("transcription")}`]: () => answer(aTranscription()),
    [`GET ${ofRecording("listened")}`]: () => answer({ parts: [[0, 10]], share: 0.1 }),
  };
}

export async function key(
  name: string,
  target: Element = document.activeElement ?? document.body,
): Promise<void> {
  await act(async () => void fireEvent.keyDown(target, { key: name }));
  await settled();
}

export async function keys(...names: readonly string[]): Promise<void> {
  for (const name of names) await key(name);
}

/** The draft is saved by itself a moment later. */
export async function saved(): Promise<void> {
  await settled(1_800);
}
