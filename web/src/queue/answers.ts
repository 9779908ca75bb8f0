/** What the API says about evaluations in lists, and about the open tasks of a person. */
import * as v from "valibot";
import type { Same, Unreadable } from "../api/document";
import type { ListPage } from "../api/lists";
import { flag, list, number, text, textOrNull, timeOrNull, word } from "../api/reading";

const optionalText = v.pipe(
  textOrNull,
  v.transform((value) => value ?? ""),
);
const optionalNumber = v.nullish(number, null);

export const KINDS = ["review", "self"] as const;

export const STATES = [
  "assigned",
  "draft",
  "submitted",
  "released",
  "acknowledged",
  "disputed",
  "resolved",
] as const;

const NAMED = v.object({ id: text, name: optionalText });
export type Named = Readonly<v.InferOutput<typeof NAMED>>;

export const SUMMARY = v.object({
  id: text,
  kind: word(KINDS, "review"),
  /** A newer server may send a state that this console does not know: it is shown as it is. */
  state: text,
  revision: number,
  scorecard: v.object({ id: text, title: optionalText, version: v.nullish(number, 0) }),
  /** The identifier in addresses; empty for what was not a recording. */
  recording: optionalText,
  service: optionalText,
  evaluated: NAMED,
  evaluator: NAMED,
  assigned_by: v.nullish(NAMED, null),
  /** The last day for writing it. */
  due: textOrNull,
  created_at: timeOrNull,
  submitted_at: timeOrNull,
  released_at: timeOrNull,
  score: optionalNumber,
  category: optionalText,
  /** The question that failed the whole; empty for none. */
  failed_by: optionalText,
  open_disputes: v.nullish(number, 0),
  /** What share of the call the evaluator had listened to, from 0 to 1. */
  listened: optionalNumber,
});
export type Summary = Readonly<v.InferOutput<typeof SUMMARY>>;
export type SummaryPage = ListPage<Summary>;

export const SUMMARIES = v.object({ items: list(SUMMARY), next: textOrNull });

/** An evaluation after a change of it: only what lists show. */
export const CHANGED = v.object({ id: text, revision: number });
export type Changed = Readonly<v.InferOutput<typeof CHANGED>>;

const PARTICIPANT = v.object({ id: text, name: optionalText, licensed: flag(true) });
export type Participant = Readonly<v.InferOutput<typeof PARTICIPANT>>;

const SCORECARD_CHOICE = v.object({ id: text, title: optionalText });
export type ScorecardChoice = Readonly<v.InferOutput<typeof SCORECARD_CHOICE>>;
export const SCORECARD_CHOICES = v.object({ items: list(SCORECARD_CHOICE) });

export const OF_RECORDING = v.object({
  /** Those that the person may see. */
  items: list(SUMMARY),
  /** Who took part in the call; for an agent only themself. */
  people: list(PARTICIPANT),
  /** Who may be asked to evaluate it. */
  evaluators: list(NAMED),
  /** By which an evaluation can be begun, also of oneself. */
  scorecards: list(SCORECARD_CHOICE),
});
export type OfRecording = Readonly<v.InferOutput<typeof OF_RECORDING>>;

/** What a refused evaluation says beside its sentence. */
export const REFUSAL = v.object({ id: v.fallback(text, ""), candidates: v.fallback(list(NAMED), []) });

/** Checked by the compiler: what is read here is what docs/openapi.json describes. */
export type AsDescribed = Same<
  | Unreadable<"EvaluationSummaryView", Omit<Summary, Nested>>
  | Unreadable<"EvaluatedByView", Summary["scorecard"]>
  | Unreadable<"NamedUserView", Named>
  | Unreadable<"EvaluationView", Changed>
  | Unreadable<"ParticipantView", Participant>
  | Unreadable<"RecordingEvaluationsView", Omit<OfRecording, "items">>
>;
type Nested = "scorecard" | "evaluated" | "evaluator" | "assigned_by";
