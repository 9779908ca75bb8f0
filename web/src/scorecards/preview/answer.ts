/** The answer to a question, as Amazon Connect writes it: one of the values, or not applicable. */
import { type Consequence, isChoice, type Question } from "../content";

export interface Answer {
  /** The reference id of the chosen option, or a text. */
  readonly StringValue?: string;
  /** The reference ids of the chosen options. */
  readonly StringValues?: readonly string[];
  readonly NumericValue?: number;
  /** Such as 2026-11-26. */
  readonly DateTimeValue?: string;
  readonly NotApplicable?: true;
}

/** By the reference id of the question. */
export type Answers = Readonly<Record<string, Answer>>;

export const NOT_APPLICABLE: Answer = { NotApplicable: true };

export const LONGEST_TEXT = 3_000;
const LARGEST = 1_000_000_000;

export function isNotApplicable(answer: Answer | null): boolean {
  return answer?.NotApplicable === true;
}

/** The reference ids of the options that are chosen. */
export function chosenIn(answer: Answer | null): readonly string[] {
  if (answer?.StringValues) return answer.StringValues;
  return answer?.StringValue === undefined ? [] : [answer.StringValue];
}

export interface Bounds {
  readonly minimum: number;
  readonly maximum: number;
}

/** From where to where a number may be. A question without bounds takes any number. */
export function boundsOf({ minimum, maximum }: Pick<Question, "minimum" | "maximum">): Bounds {
  return { minimum: minimum ?? -LARGEST, maximum: maximum ?? LARGEST };
}

/** Whether the question can be answered like this: it may have changed since it was answered. */
export function fits(question: Question, answer: Answer): boolean {
  if (answer.NotApplicable) return question.allow_not_applicable;
  const { StringValue: text, StringValues: texts, NumericValue: number, DateTimeValue: date } = answer;
  const isKnown = (ref: string) => question.options.some((option) => option.ref === ref);
  switch (question.type) {
    case "single_select":
      return text !== undefined && isKnown(text);
    case "multi_select":
      return texts?.every(isKnown) ?? false;
    case "numeric":
      return number !== undefined && isWithin(number, boundsOf(question));
    case "text":
      return text !== undefined && text.length <= LONGEST_TEXT;
    case "date":
      return date !== undefined;
  }
}

export function isWithin(number: number, { minimum, maximum }: Bounds): boolean {
  return minimum <= number && number <= maximum;
}

/** What the answer leads to: the chosen options, or the range of the number. */
export function reached(question: Question, answer: Answer | null): readonly Consequence[] {
  const number = answer?.NumericValue;
  if (!isChoice(question) && question.type !== "numeric") return [];
  if (number === undefined) return question.options.filter(({ ref }) => chosenIn(answer).includes(ref));
  // 4.5 belongs to the range of 4 if no range includes it.
  const found = [number, Math.floor(number)]
    .map((each) => question.ranges.find((range) => isWithin(each, range)))
    .find((range) => range !== undefined);
  return found === undefined ? [] : [found];
}

/** Whether an evaluator writes a comment with this answer. */
export function needsComment(question: Question, answer: Answer | null): boolean {
  if (answer === null || isNotApplicable(answer)) return false;
  return question.comment_required || reached(question, answer).some((each) => each.comment_required);
}
