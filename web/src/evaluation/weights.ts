/** How much each question and section counts, as far as the scorecard alone says. As the server's weights.py. */
import {
  type Consequence,
  consequencesOf,
  type Item,
  isSection,
  type Question,
  type Scorecard,
  type Scoring,
} from "../scorecards/content";
import { divided, exact, type Fraction, fraction, HUNDRED, minus, NOTHING, smaller, sum } from "./fraction";
import { placedQuestions } from "./scorecard";

export type Weights = ReadonlyMap<string, Fraction>;

/** Whether an answer to the question can have a score, or fail its section or the whole. */
export function isScored(question: Question, scoring: Scoring): boolean {
  if (question.excluded_from_scoring || question.type === "text" || question.type === "date") return false;
  return consequencesOf(question).some(
    (each) => fails(each) || (scoring === "points" ? each.points : each.score) !== null,
  );
}

export function fails({ automatic_fail, fails_section }: Consequence): boolean {
  return automatic_fail || fails_section !== null;
}

export function weightsOf(scorecard: Scorecard): Weights {
  if (scorecard.scoring === "by_question") return byQuestion(scorecard);
  return new Map(scorecard.scoring === "by_section" ? bySection(scorecard.sections) : []);
}

function byQuestion(scorecard: Scorecard): Weights {
  const scored = placedQuestions(scorecard).filter(
    ({ question, path }) =>
      isScored(question, "by_question") && !path.some((section) => section.excluded_from_scoring),
  );
  return new Map(
    shared(scored.map(({ question: { ref, weight } }) => ({ ref, weight: given(weight), count: 1 }))),
  );
}

function bySection(items: readonly Item[]): readonly (readonly [string, Fraction])[] {
  const scored = items.map((item) => ({ item, count: scoredIn(item) })).filter(({ count }) => count > 0);
  const here = shared(scored.map(({ item, count }) => ({ ref: item.ref, weight: ownWeight(item), count })));
  const within = scored.flatMap(({ item }) => (isSection(item) ? bySection(item.items) : []));
  return [...here, ...within];
}

/** The number of questions with a score. */
function scoredIn(item: Item): number {
  if (!isSection(item)) return isScored(item, "by_section") ? 1 : 0;
  if (item.excluded_from_scoring) return 0;
  return item.items.reduce((count, each) => count + scoredIn(each), 0);
}

/** A section without a weight has the weights of the sections in it. */
function ownWeight(item: Item): Fraction | null {
  if (!isSection(item)) return null;
  const own = given(item.weight);
  if (own !== null) return own;
  const within = item.items
    .filter(isSection)
    .map(ownWeight)
    .filter((weight) => weight !== null);
  return within.length > 0 ? sum(within) : null;
}

interface Waiting {
  readonly ref: string;
  readonly weight: Fraction | null;
  readonly count: number;
}

/** Gives items without a weight what the others leave of 100, by their counts. */
function shared(items: readonly Waiting[]): readonly (readonly [string, Fraction])[] {
  const used = sum(items.map(({ weight }) => weight ?? NOTHING));
  const waiting = items.reduce((count, { weight, count: own }) => count + (weight === null ? own : 0), 0);
  const left = minus(HUNDRED, smaller(used, HUNDRED));
  const shareOf = (count: number) => divided(left, fraction(waiting, count));
  return items.map(({ ref, weight, count }) => [ref, weight ?? shareOf(count)]);
}

function given(weight: number | null): Fraction | null {
  return weight === null ? null : exact(weight);
}
