/** What the API says about one evaluation. */
import * as v from "valibot";
import type { Same, Unreadable } from "../api/document";
import { list, number, type Schema, text, textOrNull, timeOrNull, word } from "../api/reading";
import { SCORECARD } from "../scorecards/content";
import { ANSWERED, type Answered, type AnsweredQuestions } from "./answer";
import type { Percent } from "./scoring";

const optionalText = v.pipe(
  textOrNull,
  v.transform((value) => value ?? ""),
);
const optionalNumber = v.nullish(number, null);

/** An object with a value for each reference id. A reference id may be any text, also `constructor`. */
function byRef<Value>(value: Schema<Value>): Schema<Readonly<Record<string, Value>>> {
  return v.pipe(
    v.nullish(v.custom<Readonly<Record<string, unknown>>>(isObject), {}),
    v.transform((object) => Object.entries(object)),
    v.array(v.tuple([text, value])),
    v.transform((entries) => Object.fromEntries(entries)),
  );
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const PERSON = v.object({ id: text, name: optionalText });
export type Person = Readonly<v.InferOutput<typeof PERSON>>;

const percents: Schema<Readonly<Record<string, Percent>>> = byRef(optionalNumber);

const SCORES = v.object({
  score: optionalNumber,
  sections: percents,
  questions: percents,
  failed_by: textOrNull,
});

export const STATES = [
  "assigned",
  "draft",
  "submitted",
  "released",
  "acknowledged",
  "disputed",
  "resolved",
] as const;
export type State = (typeof STATES)[number];

const DISPUTE = v.object({
  question: text,
  reason: optionalText,
  at: timeOrNull,
  /** Null until someone has answered. */
  decision: v.nullish(v.picklist(["upheld", "changed"]), null),
  decided_by: v.nullish(PERSON, null),
  decided_at: timeOrNull,
  decision_reason: optionalText,
  before: v.nullish(ANSWERED, null) as Schema<Answered | null>,
});
export type Dispute = Readonly<v.InferOutput<typeof DISPUTE>>;

const answersByRef: Schema<AnsweredQuestions> = byRef(ANSWERED);

export const CONTENT = v.object({ answers: answersByRef, comment: optionalText, private: optionalText });
/** What the evaluator writes. */
export type Content = Readonly<v.InferOutput<typeof CONTENT>>;

export const EVALUATION = v.object({
  id: text,
  kind: word(["review", "self"], "review"),
  /** A state that this console does not know is shown as one that the evaluator has finished. */
  state: word(STATES, "submitted"),
  revision: number,
  scorecard: v.object({ id: text, title: optionalText, version: v.nullish(number, 0) }),
  recording: optionalText,
  service: optionalText,
  evaluated: PERSON,
  evaluator: PERSON,
  assigned_by: v.nullish(PERSON, null),
  due: textOrNull,
  created_at: timeOrNull,
  submitted_at: timeOrNull,
  released_at: timeOrNull,
  score: optionalNumber,
  category: optionalText,
  failed_by: textOrNull,
  /** How much of the recording the evaluator had heard, from 0 to 1. */
  listened: optionalNumber,
  content: SCORECARD,
  ...CONTENT.entries,
  acknowledgement: optionalText,
  scores: v.nullish(SCORES, null),
  enabled: list(text),
  disputes: list(DISPUTE),
  dispute_until: timeOrNull,
  /** The evaluation of the same recording by the other side. */
  other: textOrNull,
  /** What the viewer may do now. */
  may: list(text),
});
export type Evaluation = Readonly<v.InferOutput<typeof EVALUATION>>;

const STEP = v.object({
  revision: number,
  at: timeOrNull,
  by: v.nullish(PERSON, { id: "", name: "" }),
  action: text,
  reason: optionalText,
  before: answersByRef,
  score: optionalNumber,
});
export type Step = Readonly<v.InferOutput<typeof STEP>>;
export const STEPS = v.object({ items: list(STEP), next: textOrNull });

export type Doing = "save" | "submit" | "release" | "edit" | "acknowledge" | "dispute" | "decide";

export function mayDo({ may }: Pick<Evaluation, "may">, step: Doing): boolean {
  return may.includes(step);
}

export function isOpen({ state }: Pick<Evaluation, "state">): boolean {
  return state === "assigned" || state === "draft";
}

/** Checked by the compiler: what is read here is what docs/openapi.json describes. */
export type AsDescribed = Same<
  | Unreadable<"EvaluationView", Omit<Evaluation, "content" | "answers" | "disputes" | "scores">>
  | Unreadable<"DisputeView", Omit<Dispute, "before">>
  | Unreadable<"EvaluationStepView", Omit<Step, "before">>
>;
