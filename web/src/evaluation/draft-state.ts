/**
 * How a draft stands between this page and the server, as a pure reducer.
 *
 * What the person sees is always `content`. `base` is what the server was last known to have; the difference is not
 * stored yet. A save without an answer may have been stored all the same: it is remembered in `unsure`, so that it is
 * recognised when it is read again, and not taken for someone else's.
 */
import type { Problem } from "../api/problem";
import { type Answered, answeredTo, UNANSWERED } from "./answer";
import type { Content } from "./answers";

/** What the server has. */
export interface Stored {
  readonly revision: number;
  readonly content: Content;
  /** False when it was submitted: then nothing can be stored any more. */
  readonly isOpen: boolean;
}

export interface DraftState {
  readonly base: Stored;
  readonly content: Content;
  /** On its way to the server. */
  readonly sent: Content | null;
  readonly unsure: readonly Fingerprint[];
  /** The server has said that there is something newer, which was not read yet. */
  readonly isStale: boolean;
  /** Changed elsewhere, and here too: the person decides. */
  readonly theirs: Stored | null;
  /** Why the last save did not succeed. */
  readonly problem: Problem | null;
}

/** What one step of the person changes: a question, or the comments about the whole. */
export type Edit =
  | { readonly ref: string; readonly changes: Partial<Answered> }
  | { readonly comment: string }
  | { readonly private: string };

export type DraftEvent =
  | { readonly name: "edited"; readonly edit: Edit }
  | { readonly name: "sent" }
  | { readonly name: "stored"; readonly revision: number }
  | { readonly name: "failed"; readonly problem: Problem }
  | { readonly name: "stale" }
  /** The server's version was read, for whatever reason. */
  | { readonly name: "seen"; readonly stored: Stored }
  | { readonly name: "took-theirs" }
  | { readonly name: "kept-mine" };

export type Status = "saved" | "waiting" | "saving" | "offline" | "refused" | "conflict";

/** Of a content: small, and the same only for the same content. */
export type Fingerprint = string;

const MOST_UNSURE = 50;

export function firstState(stored: Stored): DraftState {
  return {
    base: stored,
    content: stored.content,
    sent: null,
    unsure: [],
    isStale: false,
    theirs: null,
    problem: null,
  };
}

export function reduceDraft(state: DraftState, event: DraftEvent): DraftState {
  switch (event.name) {
    case "edited":
      return { ...state, content: edited(state.content, event.edit) };
    case "sent":
      return { ...state, sent: state.content, problem: null };
    case "stored":
      return stored(state, event.revision);
    case "failed":
      return failed(state, event.problem);
    case "stale":
      return { ...state, sent: null, isStale: true };
    case "seen":
      return seen({ ...state, isStale: false }, event.stored);
    case "took-theirs":
      return state.theirs === null ? state : firstState(state.theirs);
    case "kept-mine":
      return keptMine(state);
  }
}

export function edited(content: Content, edit: Edit): Content {
  if (!("ref" in edit)) return { ...content, ...edit };
  const before = answeredTo(content.answers, edit.ref);
  return { ...content, answers: { ...content.answers, [edit.ref]: { ...before, ...edit.changes } } };
}

function stored(state: DraftState, revision: number): DraftState {
  if (state.sent === null) return state;
  const content = state.sent;
  // It may have been read meanwhile, with what another tab has made of it.
  if (revision < state.base.revision) return { ...state, sent: null };
  const base = { revision, content, isOpen: true };
  const next = { ...state, base, sent: null, unsure: [], problem: null, theirs: null };
  // What was read meanwhile may be this very save, with what another tab has added to it.
  return state.theirs === null ? next : seen(next, state.theirs);
}

/** Without an answer, or with an error of the server, no one knows whether it was stored. */
function failed(state: DraftState, problem: Problem): DraftState {
  const { sent } = state;
  if (sent === null || !mayPass(problem)) return { ...state, sent: null, problem };
  return { ...state, sent: null, problem, unsure: withUnsure(state.unsure, sent) };
}

/** An attempt that is repeated is remembered once. */
export function withUnsure(unsure: readonly Fingerprint[], sent: Content): readonly Fingerprint[] {
  const print = fingerprint(sent);
  return [print, ...unsure.filter((other) => other !== print)].slice(0, MOST_UNSURE);
}

export function mayPass({ status }: Problem): boolean {
  return status === 0 || status === 429 || status >= 500;
}

function seen(state: DraftState, found: Stored): DraftState {
  if (found.revision <= state.base.revision) return state;
  const mine = state.sent === null ? state.unsure : withUnsure(state.unsure, state.sent);
  if (found.isOpen && mine.includes(fingerprint(found.content))) {
    return { ...state, base: found, unsure: [], theirs: null };
  }
  const hasNothingToLose = !hasChanges(state) || isSame(state.content, found.content);
  if (hasNothingToLose) return { ...firstState(found), sent: state.sent };
  return { ...state, theirs: found, problem: null };
}

/** What I changed replaces theirs, and theirs stays where I changed nothing. */
function keptMine(state: DraftState): DraftState {
  const { theirs, base, content } = state;
  if (theirs === null || !theirs.isOpen) return state;
  return { ...firstState(theirs), content: merged(base.content, content, theirs.content) };
}

export function merged(base: Content, mine: Content, theirs: Content): Content {
  const refs = [...new Set([...Object.keys(theirs.answers), ...Object.keys(mine.answers)])];
  const answers = refs.map((ref): [string, Answered] => {
    const one = answeredTo(mine.answers, ref);
    const isMine = textOf(one) !== textOf(answeredTo(base.answers, ref));
    return [ref, isMine ? one : answeredTo(theirs.answers, ref)];
  });
  const pick = (field: "comment" | "private") => (mine[field] === base[field] ? theirs[field] : mine[field]);
  return { answers: Object.fromEntries(answers), comment: pick("comment"), private: pick("private") };
}

/** Whether something here is not known to be stored. */
export function hasChanges({ base, content }: Pick<DraftState, "base" | "content">): boolean {
  return !isSame(base.content, content);
}

export function statusOf(state: DraftState): Status {
  if (state.theirs !== null) return "conflict";
  if (state.sent !== null || state.isStale) return "saving";
  if (!hasChanges(state)) return "saved";
  if (state.problem === null) return "waiting";
  return mayPass(state.problem) ? "offline" : "refused";
}

/** Whether a save may go out now. */
export function isDue(state: DraftState): boolean {
  return state.theirs === null && state.sent === null && !state.isStale && hasChanges(state);
}

export function isSame(one: Content, other: Content): boolean {
  return one === other || canonical(one) === canonical(other);
}

export function isSameAnswered(one: Answered, other: Answered): boolean {
  return textOf(one) === textOf(other);
}

/** The same text for the same content, whatever the order, and without questions that have nothing. */
function canonical(content: Content): string {
  const answers = Object.keys(content.answers)
    .sort()
    .map((ref) => [ref, textOf(answeredTo(content.answers, ref))])
    .filter(([, text]) => text !== NOTHING);
  return JSON.stringify([answers, content.comment, content.private]);
}

/** Two sums of 32 bits each over the text: enough to tell the few saves of one draft apart. */
export function fingerprint(content: Content): Fingerprint {
  const text = canonical(content);
  let one = 0x811c9dc5;
  let other = text.length;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    one = Math.imul(one ^ code, 0x01000193);
    other = Math.imul(other + code, 0x9e3779b1) ^ (other >>> 15);
  }
  return `${text.length}.${(one >>> 0).toString(36)}.${(other >>> 0).toString(36)}`;
}

function textOf({ answer, comment, private: hidden, moments }: Answered): string {
  return JSON.stringify([answer, comment, hidden, moments]);
}

const NOTHING = textOf(UNANSWERED);
