/** The version of a scorecard that an evaluation has. */
import * as v from "valibot";
import { flag, list, number, type Schema, text, word } from "../api/reading";
import type { components } from "../api/schema";

type Schemas = components["schemas"];
export type Scorecard = Schemas["Scorecard"];
export type Section = Schemas["Section"];
export type Question = Schemas["Question"];
export type Option = Schemas["Option"];
export type Range = Schemas["Range"];
export type Threshold = Schemas["Threshold"];
export type Enablement = Schemas["Enablement"];
export type Condition = Schemas["Condition"];
export type Expression = Schemas["Expression"];
export type Scoring = Schemas["Scoring"];
export type Item = Section | Question;

const optionalText = v.nullish(text, "");
const optionalNumber = v.nullish(number, null);

const THRESHOLD = v.object({
  name: text,
  minimum: v.optional(number, 0),
  maximum: v.optional(number, 100),
});

const CONSEQUENCE = {
  score: optionalNumber,
  points: optionalNumber,
  bonus: flag(false),
  automatic_fail: flag(false),
  fails_section: v.nullish(text, null),
  comment_required: flag(false),
};

const EXPRESSION = v.object({
  question: text,
  comparator: v.optional(v.picklist(["in", "not_in", "all_in", "exact"]), "in"),
  options: list(text),
});

const CONDITION: Schema<Condition> = v.object({
  operator: v.optional(v.picklist(["and", "or"]), "and"),
  operands: list<Condition | Expression>(v.union([EXPRESSION, v.lazy(() => CONDITION)])),
});

const ACTION = v.picklist(["enable", "disable"]);

const QUESTION: Schema<Question> = v.object({
  kind: v.optional(v.literal("question"), "question"),
  ref: text,
  title: text,
  type: v.picklist(["single_select", "multi_select", "numeric", "text", "date"]),
  instructions: optionalText,
  weight: optionalNumber,
  allow_not_applicable: flag(false),
  options: list(v.object({ ref: text, text, ...CONSEQUENCE })),
  minimum: optionalNumber,
  maximum: optionalNumber,
  ranges: list(v.object({ minimum: number, maximum: number, ...CONSEQUENCE })),
  minimum_points: optionalNumber,
  maximum_points: optionalNumber,
  bonus: flag(false),
  excluded_from_scoring: flag(false),
  comment_required: flag(false),
  enablement: v.nullish(
    v.object({
      action: v.optional(ACTION, "enable"),
      default_action: v.nullish(ACTION, null),
      condition: CONDITION,
    }),
    null,
  ),
  thresholds: list(THRESHOLD),
});

const SECTION: Schema<Section> = v.object({
  kind: v.optional(v.literal("section"), "section"),
  ref: text,
  title: text,
  instructions: optionalText,
  weight: optionalNumber,
  excluded_from_scoring: flag(false),
  thresholds: list(THRESHOLD),
  items: list<Item>(v.union([QUESTION, v.lazy(() => SECTION)])),
});

/** An unknown way of scoring shows no score: the server's own is still right. */
export const SCORECARD: Schema<Scorecard> = v.object({
  title: text,
  description: optionalText,
  scoring: v.optional(word(["by_question", "by_section", "points", "off"], "off"), "by_question"),
  thresholds: list(THRESHOLD),
  sections: list(SECTION),
});

/** A question with the sections in which it lies, the outermost first. */
export interface Placed {
  readonly question: Question;
  readonly path: readonly Section[];
}

export function isSection(item: Item): item is Section {
  return item.kind === "section";
}

/** Every question, in the order of the form. */
export function placedQuestions({ sections }: Pick<Scorecard, "sections">): readonly Placed[] {
  return sections.flatMap((section) => placedIn(section, [section]));
}

function placedIn(section: Section, path: readonly Section[]): readonly Placed[] {
  return section.items.flatMap((item) =>
    isSection(item) ? placedIn(item, [...path, item]) : [{ question: item, path }],
  );
}

export function questionsOf(scorecard: Pick<Scorecard, "sections">): readonly Question[] {
  return placedQuestions(scorecard).map(({ question }) => question);
}

/** Every section, an outer one before those in it. */
export function sectionsOf({ sections }: Pick<Scorecard, "sections">): readonly Section[] {
  return sections.flatMap(withInner);
}

function withInner(section: Section): readonly Section[] {
  return [section, ...section.items.filter(isSection).flatMap(withInner)];
}
