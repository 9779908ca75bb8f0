/**
 * What keeps a draft from being saved: what has no text yet, and what is no number. Everything else that is wrong
 * the server says: see the preview.
 */
import {
  type Condition,
  type Consequence,
  consequencesOf,
  type Item,
  isCondition,
  isSection,
  type Question,
  type Scorecard,
  type Section,
  type Threshold,
} from "../content";
import { entriesOf, numberOf } from "../tree";
import { type Limits, PERCENT, POINTS, REQUIRED_WHOLE, SCORE, WEIGHT, WHOLE, wrongNumber } from "./numbers";

export interface Mistake {
  /** The reference id of the section or question, empty for the scorecard. */
  readonly ref: string;
  readonly sentence: string;
}

export function mistakesIn(scorecard: Scorecard): readonly Mistake[] {
  const { title, thresholds } = scorecard;
  return [
    ...named("", "The scorecard", title, thresholds),
    ...entriesOf(scorecard).flatMap(({ item, path }) => ofItem(item, numberOf(path))),
  ];
}

// Most items stay the same objects while one is typed into: what was found in them is kept.
const found = new WeakMap<Item, readonly [number: string, mistakes: readonly Mistake[]]>();

function ofItem(item: Item, number: string): readonly Mistake[] {
  const [before, known] = found.get(item) ?? [];
  if (known !== undefined && before === number) return known;
  const mistakes = foundIn(item, number);
  found.set(item, [number, mistakes]);
  return mistakes;
}

function foundIn(item: Item, number: string): readonly Mistake[] {
  const place = isSection(item) ? `Section ${number}` : `Question ${number}`;
  const own = isSection(item) ? ofSection(item, place) : ofQuestion(item, place);
  return [...named(item.ref, place, item.title, item.thresholds), ...own];
}

function named(
  ref: string,
  place: string,
  title: string,
  thresholds: readonly Threshold[],
): readonly Mistake[] {
  const untitled = title.trim() === "" ? [{ ref, sentence: `${place} has no title.` }] : [];
  return [...untitled, ...thresholds.flatMap((each) => ofThreshold(ref, place, each))];
}

function ofThreshold(ref: string, place: string, { name, minimum, maximum }: Threshold): readonly Mistake[] {
  const unnamed = name.trim() === "" ? [{ ref, sentence: `${place} has a threshold without a name.` }] : [];
  return [...unnamed, ...numbers(ref, `${place}, threshold`, [minimum, PERCENT], [maximum, PERCENT])];
}

function ofSection({ ref, weight }: Section, place: string): readonly Mistake[] {
  return numbers(ref, `${place}, weight`, [weight, WEIGHT]);
}

function ofQuestion(question: Question, place: string): readonly Mistake[] {
  const { ref, weight, minimum, maximum, minimum_points, maximum_points, enablement } = question;
  const blank = question.options.some(({ text }) => text.trim() === "");
  return [
    ...numbers(ref, `${place}, weight`, [weight, WEIGHT]),
    ...numbers(ref, `${place}, answer`, [minimum, WHOLE], [maximum, WHOLE]),
    ...numbers(ref, `${place}, points`, [minimum_points, POINTS], [maximum_points, POINTS]),
    ...question.ranges.flatMap((each) =>
      numbers(ref, `${place}, range`, [each.minimum, REQUIRED_WHOLE], [each.maximum, REQUIRED_WHOLE]),
    ),
    ...consequencesOf(question).flatMap((each) => ofConsequence(ref, place, each)),
    ...(blank ? [{ ref, sentence: `${place} has an option without a text.` }] : []),
    ...(enablement && !isComplete(enablement.condition)
      ? [{ ref, sentence: `${place} has a condition that is not finished: choose a question and an option.` }]
      : []),
  ];
}

function ofConsequence(ref: string, place: string, { score, points }: Consequence): readonly Mistake[] {
  return [
    ...numbers(ref, `${place}, score`, [score, SCORE]),
    ...numbers(ref, `${place}, points`, [points, POINTS]),
  ];
}

function numbers(
  ref: string,
  place: string,
  ...values: readonly (readonly [number | null, Limits])[]
): readonly Mistake[] {
  const wrong = values.map(([value, limits]) => wrongNumber(value, limits));
  return wrong.flatMap((sentence) => (sentence === null ? [] : [{ ref, sentence: `${place}: ${sentence}` }]));
}

export function isComplete({ operands }: Condition): boolean {
  return (
    operands.length > 0 &&
    operands.every((each) =>
      isCondition(each) ? isComplete(each) : each.question !== "" && each.options.length > 0,
    )
  );
}

const UNTITLED = "Untitled";

/** The scorecard with something in the place of what is not finished, so that it can be shown and scored. */
export function finished(scorecard: Scorecard): Scorecard {
  return {
    ...scorecard,
    title: scorecard.title.trim() || UNTITLED,
    thresholds: finishedThresholds(scorecard.thresholds),
    sections: scorecard.sections.map(finishedItem).filter(isSection),
  };
}

// The same item is finished to the same object, so that the preview sees what has changed.
const finishedItems = new WeakMap<Item, Item>();

function finishedItem(item: Item): Item {
  const known = finishedItems.get(item);
  if (known !== undefined) return known;
  const result = isSection(item) ? finishedSection(item) : finishedQuestion(item);
  finishedItems.set(item, result);
  return result;
}

function finishedSection(section: Section): Section {
  return {
    ...section,
    title: section.title.trim() || UNTITLED,
    weight: good(section.weight, WEIGHT),
    thresholds: finishedThresholds(section.thresholds),
    items: section.items.map(finishedItem),
  };
}

function finishedQuestion(question: Question): Question {
  const { enablement } = question;
  return {
    ...question,
    title: question.title.trim() || UNTITLED,
    weight: good(question.weight, WEIGHT),
    minimum: good(question.minimum, WHOLE),
    maximum: good(question.maximum, WHOLE),
    minimum_points: good(question.minimum_points, POINTS),
    maximum_points: good(question.maximum_points, POINTS),
    options: question.options.map((each) => ({
      ...finishedConsequence(each),
      text: each.text.trim() || UNTITLED,
    })),
    ranges: question.ranges
      .filter(({ minimum, maximum }) => [minimum, maximum].every(isGoodWhole))
      .map(finishedConsequence),
    enablement: enablement && isComplete(enablement.condition) ? enablement : null,
    thresholds: finishedThresholds(question.thresholds),
  };
}

function finishedConsequence<Each extends Consequence>(each: Each): Each {
  return { ...each, score: good(each.score, SCORE), points: good(each.points, POINTS) };
}

function finishedThresholds(thresholds: readonly Threshold[]): readonly Threshold[] {
  return thresholds.filter(
    ({ name, minimum, maximum }) =>
      name.trim() !== "" && [minimum, maximum].every((each) => wrongNumber(each, PERCENT) === null),
  );
}

function good(value: number | null, limits: Limits): number | null {
  return wrongNumber(value, limits) === null ? value : null;
}

function isGoodWhole(value: number): boolean {
  return wrongNumber(value, REQUIRED_WHOLE) === null;
}
