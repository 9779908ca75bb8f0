import type { ApiClient, Query } from "../api/client";
import type { ListPage } from "../api/lists";
import type { Answered } from "./answer";
import { type Content, EVALUATION, type Evaluation, STEPS, type Step } from "./answers";

/** Every request throws Problem, ContractError. Changes carry the revision that the person has seen. */

/** Cached answers about one evaluation begin with this key. */
export function evaluationKey(id: string): readonly string[] {
  return ["evaluation", id];
}

function pathOf(id: string, rest = ""): `/v1/${string}` {
  return `/v1/evaluations/${encodeURIComponent(id)}${rest && `/${rest}`}`;
}

export function readEvaluation(api: ApiClient, id: string): Promise<Evaluation> {
  return api.get(pathOf(id), EVALUATION);
}

export interface Seen {
  readonly id: string;
  readonly revision: number;
}

export function saveDraft(
  api: ApiClient,
  { id, revision }: Seen,
  body: Content,
  isLeaving: boolean,
): Promise<Evaluation> {
  const sent = { body, version: revision, outlivesPage: isLeaving };
  return api.put(pathOf(id, "draft"), EVALUATION, sent);
}

export function submit(api: ApiClient, { id, revision }: Seen, release: boolean): Promise<Evaluation> {
  return api.post(pathOf(id, "submit"), EVALUATION, { body: { release }, version: revision });
}

export function release(api: ApiClient, { id, revision }: Seen): Promise<Evaluation> {
  return api.post(pathOf(id, "release"), EVALUATION, { version: revision });
}

export function edit(
  api: ApiClient,
  { id, revision }: Seen,
  content: Content,
  reason: string,
): Promise<Evaluation> {
  const { answers, comment, private: hidden } = content;
  const body = { answers, comment, private: hidden, reason };
  return api.post(pathOf(id, "edit"), EVALUATION, { body, version: revision });
}

export function acknowledge(api: ApiClient, { id, revision }: Seen, comment: string): Promise<Evaluation> {
  return api.post(pathOf(id, "acknowledge"), EVALUATION, { body: { comment }, version: revision });
}

export interface DisputeText {
  readonly question: string;
  readonly reason: string;
}

export function dispute(api: ApiClient, { id, revision }: Seen, body: DisputeText): Promise<Evaluation> {
  return api.post(pathOf(id, "disputes"), EVALUATION, { body, version: revision });
}

export interface Decided {
  readonly decision: "upheld" | "changed";
  readonly reason: string;
  /** Of a changed one. */
  readonly answer?: Answered;
}

export function decide(
  api: ApiClient,
  { id, revision }: Seen,
  question: string,
  body: Decided,
): Promise<Evaluation> {
  const path = pathOf(id, `disputes/${encodedRef(question)}/decision`);
  return api.post(path, EVALUATION, { body, version: revision });
}

/** The gateway decodes a path once: what would take it apart then is encoded twice. */
function encodedRef(ref: string): string {
  const once = encodeURIComponent(ref);
  return /[/?#%]/.test(ref) ? encodeURIComponent(once) : once;
}

export function readSteps(api: ApiClient, id: string, cursor: string | null): Promise<ListPage<Step>> {
  const query: Query = { cursor };
  return api.get(pathOf(id, "history"), STEPS, query);
}
