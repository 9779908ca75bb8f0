/** The content of a scorecard, as the API describes it: sections within sections, with questions. */
import * as v from "valibot";
import type { Same, Unreadable } from "../api/document";
import { flag, list, number, type Schema, text } from "../api/reading";

export const SCORINGS = ["by_question", "by_section", "points", "off"] as const;
export const QUESTION_TYPES = ["single_select", "multi_select", "numeric", "text", "date"] as const;
export const COMPARATORS = ["in", "not_in", "all_in", "exact"] as const;
const OPERATORS = ["and", "or"] as const;
const ACTIONS = ["enable", "disable"] as const;

// What is edited is written back: a word that this console does not know is refused, and not replaced.
const numberOrNull = v.nullish(number, null);
const refOrNull = v.nullish(text, null);
const optionalText = v.optional(text, "");

const THRESHOLD = v.object({
  name: text,
  minimum: v.optional(number, 0),
  maximum: v.optional(number, 100),
});
export type Threshold = Readonly<v.InferOutput<typeof THRESHOLD>>;

const CONSEQUENCE = {
  score: numberOrNull,
  points: numberOrNull,
  bonus: flag(false),
  automatic_fail: flag(false),
  fails_section: refOrNull,
  comment_required: flag(false),
};

const OPTION = v.object({ ref: text, text, ...CONSEQUENCE });
export type Option = Readonly<v.InferOutput<typeof OPTION>>;

const RANGE = v.object({ minimum: number, maximum: number, ...CONSEQUENCE });
export type Range = Readonly<v.InferOutput<typeof RANGE>>;

/** What an answer leads to. */
export type Consequence = Omit<Option, "ref" | "text">;

const EXPRESSION = v.object({
  question: text,
  comparator: v.optional(v.picklist(COMPARATORS), "in"),
  options: list(text),
});
export type Expression = Readonly<v.InferOutput<typeof EXPRESSION>>;

export interface Condition {
  readonly operator: (typeof OPERATORS)[number];
  readonly operands: readonly Operand[];
}
export type Operand = Condition | Expression;

const CONDITION: Schema<Condition> = v.object({
  operator: v.optional(v.picklist(OPERATORS), "and"),
  operands: list(v.lazy((value): Schema<Operand> => (hasField(value, "operands") ? CONDITION : EXPRESSION))),
});

const ENABLEMENT = v.object({
  action: v.optional(v.picklist(ACTIONS), "enable"),
  default_action: v.nullish(v.picklist(ACTIONS), null),
  condition: CONDITION,
});
export type Enablement = Readonly<v.InferOutput<typeof ENABLEMENT>>;

const QUESTION = v.object({
  kind: v.optional(v.literal("question"), "question"),
  ref: text,
  title: text,
  type: v.picklist(QUESTION_TYPES),
  instructions: optionalText,
  weight: numberOrNull,
  allow_not_applicable: flag(false),
  options: list(OPTION),
  minimum: numberOrNull,
  maximum: numberOrNull,
  ranges: list(RANGE),
  minimum_points: numberOrNull,
  maximum_points: numberOrNull,
  bonus: flag(false),
  excluded_from_scoring: flag(false),
  comment_required: flag(false),
  enablement: v.nullish(ENABLEMENT, null),
  thresholds: list(THRESHOLD),
});
export type Question = Readonly<v.InferOutput<typeof QUESTION>>;
export type QuestionType = Question["type"];

export interface Section {
  readonly kind: "section";
  readonly ref: string;
  readonly title: string;
  readonly instructions: string;
  readonly weight: number | null;
  readonly excluded_from_scoring: boolean;
  readonly thresholds: readonly Threshold[];
  readonly items: readonly Item[];
}
export type Item = Section | Question;

const SECTION: Schema<Section> = v.object({
  kind: v.optional(v.literal("section"), "section"),
  ref: text,
  title: text,
  instructions: optionalText,
  weight: numberOrNull,
  excluded_from_scoring: flag(false),
  thresholds: list(THRESHOLD),
  items: list(v.lazy((value): Schema<Item> => (hasField(value, "items") ? SECTION : QUESTION))),
});

export const SCORECARD = v.object({
  title: text,
  description: optionalText,
  scoring: v.optional(v.picklist(SCORINGS), "by_question"),
  thresholds: list(THRESHOLD),
  sections: list(SECTION),
});
export type Scorecard = Readonly<v.InferOutput<typeof SCORECARD>>;
export type Scoring = Scorecard["scoring"];

function hasField(value: unknown, name: string): boolean {
  return typeof value === "object" && value !== null && name in value;
}

export function isSection(item: Item): item is Section {
  return item.kind === "section";
}

export function isCondition(operand: Operand): operand is Condition {
  return "operands" in operand;
}

export function isChoice({ type }: Pick<Question, "type">): boolean {
  return type === "single_select" || type === "multi_select";
}

/** What the answers to a question lead to. */
export function consequencesOf(question: Question): readonly Consequence[] {
  return question.type === "numeric" ? question.ranges : question.options;
}

/** As it is sent and stored: without what is empty or off, which the server adds. The API takes 300,000 bytes. */
export function withoutDefaults(scorecard: Scorecard): object {
  return JSON.parse(
    JSON.stringify(scorecard, (name, value: unknown) => (isDefault(name, value) ? undefined : value)),
  );
}

function isDefault(name: string, value: unknown): boolean {
  // A section without items is still one.
  if (Array.isArray(value)) return value.length === 0 && name !== "items";
  return value === null || value === false || value === "";
}

/** Checked by the compiler: what is read here is what docs/openapi.json describes. */
export type AsDescribed = Same<
  | Unreadable<"Scorecard", Omit<Scorecard, "sections">>
  | Unreadable<"Section", Omit<Section, "items">>
  | Unreadable<"Question", Omit<Question, "options" | "ranges" | "enablement">>
  | Unreadable<"Option", Option>
  | Unreadable<"Range", Range>
  | Unreadable<"Threshold", Threshold>
  | Unreadable<"Enablement", Omit<Enablement, "condition">>
  | Unreadable<"Expression", Expression>
>;
