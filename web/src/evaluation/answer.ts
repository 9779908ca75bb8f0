/** What the evaluator wrote to the questions. */
import * as v from "valibot";
import { list, number, type Schema, text } from "../api/reading";
import type { Answer, Answers } from "../scorecards/preview/answer";

const ANSWER: Schema<Answer | null> = v.pipe(
  v.object({
    StringValue: v.optional(text),
    StringValues: v.optional(v.array(text)),
    NumericValue: v.optional(number),
    DateTimeValue: v.optional(text),
    NotApplicable: v.optional(v.boolean()),
  }),
  v.transform(({ NotApplicable, ...value }): Answer | null => {
    if (NotApplicable === true) return { NotApplicable };
    return Object.keys(value).length > 0 ? value : null;
  }),
);

/** To one question. `moments` are seconds of the recording; `private` is not for the agent. */
export interface Answered {
  readonly answer: Answer | null;
  readonly comment: string;
  readonly private: string;
  readonly moments: readonly number[];
}

export const UNANSWERED: Answered = { answer: null, comment: "", private: "", moments: [] };

const optionalText = v.nullish(text, "");

export const ANSWERED: Schema<Answered> = v.object({
  answer: v.nullish(ANSWER, null),
  comment: optionalText,
  private: optionalText,
  moments: list(number),
});

/** By the reference id of the question. */
export type AnsweredQuestions = Readonly<Record<string, Answered>>;

/** The value of a record, and nothing of what every object has: a reference id may be any text. */
export function own<Value>(record: Readonly<Record<string, Value>>, ref: string): Value | undefined {
  return Object.hasOwn(record, ref) ? record[ref] : undefined;
}

export function answeredTo(answered: AnsweredQuestions, ref: string): Answered {
  return own(answered, ref) ?? UNANSWERED;
}

/** Only the answers themselves: what the score follows from. */
export function givenOf(answered: AnsweredQuestions): Answers {
  const given = Object.entries(answered).flatMap(([ref, { answer }]): [string, Answer][] =>
    answer === null ? [] : [[ref, answer]],
  );
  return Object.fromEntries(given);
}
