/** Answers to questions, as Amazon Connect writes them and as the API takes and gives them. */
import * as v from "valibot";
import { list, number, type Schema, text } from "../api/reading";

export type Answer =
  | { readonly StringValue: string }
  | { readonly StringValues: readonly string[] }
  | { readonly NumericValue: number }
  | { readonly DateTimeValue: string }
  | { readonly NotApplicable: true };

export const NOT_APPLICABLE: Answer = { NotApplicable: true };

const ANSWER: Schema<Answer> = v.union([
  v.object({ StringValue: text }),
  v.object({ StringValues: list(text) }),
  v.object({ NumericValue: number }),
  v.object({ DateTimeValue: text }),
  v.object({ NotApplicable: v.literal(true) }),
]);

/** What the evaluator wrote to one question. `moments` are seconds of the recording. */
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
export type Answers = Readonly<Record<string, Answer>>;
export type AnsweredQuestions = Readonly<Record<string, Answered>>;

/** Only the answers themselves: what the score follows from. */
export function givenOf(answered: AnsweredQuestions): Answers {
  const given = Object.entries(answered).flatMap(([ref, { answer }]): [string, Answer][] =>
    answer === null ? [] : [[ref, answer]],
  );
  return Object.fromEntries(given);
}

export function isNotApplicable(answer: Answer): boolean {
  return "NotApplicable" in answer;
}

/** The options that are chosen. */
export function chosenOf(answer: Answer): readonly string[] {
  if ("StringValue" in answer) return [answer.StringValue];
  return "StringValues" in answer ? answer.StringValues : [];
}
