/**
 * The score of an evaluation, computed here so that it is live without a connection.
 *
 * The same rules and the same numbers as the server's (docs/scorecards.md, "How a score is computed");
 * tests/score_vectors.json, which `python -m tools.score_vectors` writes, holds the two together.
 */
import { type Item, isSection, type Scorecard, type Section, type Threshold } from "../scorecards/content";
import { type Answers, isNotApplicable } from "../scorecards/preview/answer";
import { own } from "./answer";
import { enabledQuestions } from "./enablement";
import {
  divided,
  type Fraction,
  fraction,
  HUNDRED,
  NOTHING,
  ONE,
  plus,
  smaller,
  times,
  toNumber,
} from "./fraction";
import { type Earned, earned } from "./question-scores";
import { placedQuestions, questionsOf, sectionsOf } from "./scorecard";
import { isScored, type Weights, weightsOf } from "./weights";

/** A percent; null where nothing was scored. */
export type Percent = number | null;

/** By reference id. `failed_by` is the question whose answer failed the whole, the first one if there are several. */
export interface Scores {
  readonly score: Percent;
  readonly sections: Readonly<Record<string, Percent>>;
  readonly questions: Readonly<Record<string, Percent>>;
  readonly failed_by: string | null;
}

export function score(scorecard: Scorecard, answers: Answers): Scores {
  return new ScoringOf(scorecard, answers).scores();
}

/** Bonus points can make `earned` larger than `most`. */
interface Tally {
  readonly most: Fraction;
  readonly earned: Fraction;
}

const EMPTY: Tally = { most: NOTHING, earned: NOTHING };

class ScoringOf {
  private readonly weights: Weights;
  private readonly earned: ReadonlyMap<string, Earned>;
  private readonly failed: ReadonlySet<string>;
  private readonly shares = new Map<string, Fraction | null>();

  constructor(
    private readonly scorecard: Scorecard,
    answers: Answers,
  ) {
    this.weights = weightsOf(scorecard);
    this.earned = earnedIn(scorecard, answers);
    this.failed = new Set([...this.earned.values()].flatMap(({ failsSections }) => failsSections));
  }

  scores(): Scores {
    const total = added(this.scorecard.sections.map((section) => this.inParent(section)));
    const failedBy = [...this.earned].find(([, each]) => each.fails)?.[0] ?? null;
    const sections = sectionsOf(this.scorecard).map(({ ref }) => [
      ref,
      percent(this.shares.get(ref) ?? null),
    ]);
    const questions = questionsOf(this.scorecard).map(({ ref }) => [ref, ownPercent(this.earned.get(ref))]);
    return {
      score: failedBy === null ? percent(shareOf(total)) : 0,
      sections: Object.fromEntries(sections),
      questions: Object.fromEntries(questions),
      failed_by: failedBy,
    };
  }

  /** What the item adds to the section around it. */
  private inParent(item: Item): Tally {
    const tally = isSection(item) ? this.section(item) : this.question(item.ref);
    const share = isSection(item) ? (this.shares.get(item.ref) ?? null) : shareOf(tally);
    if (this.scorecard.scoring !== "by_section" || share === null) return tally;
    const weight = this.weights.get(item.ref) ?? NOTHING;
    return { most: weight, earned: times(weight, share) };
  }

  private section(section: Section): Tally {
    const tally = added(section.items.map((item) => this.inParent(item)));
    const isFailed = this.failed.has(section.ref);
    this.shares.set(section.ref, isFailed ? NOTHING : shareOf(tally));
    return isFailed ? { most: tally.most, earned: NOTHING } : tally;
  }

  private question(ref: string): Tally {
    const result = this.earned.get(ref);
    if (result === undefined) return EMPTY;
    if (this.scorecard.scoring !== "by_question") {
      return { most: fraction(result.most), earned: fraction(result.earned) };
    }
    const weight = this.weights.get(ref) ?? NOTHING;
    return { most: weight, earned: times(weight, fraction(result.earned, result.most)) };
  }
}

function added(tallies: readonly Tally[]): Tally {
  return tallies.reduce(
    (one, other) => ({ most: plus(one.most, other.most), earned: plus(one.earned, other.earned) }),
    EMPTY,
  );
}

function shareOf({ most, earned: value }: Tally): Fraction | null {
  return most.over === 0n ? null : smaller(ONE, divided(value, most));
}

/** By question, in the order of the form: only the questions that have a score. */
function earnedIn(scorecard: Scorecard, answers: Answers): ReadonlyMap<string, Earned> {
  const { scoring } = scorecard;
  const enabled: ReadonlySet<string> = scoring === "off" ? new Set() : enabledQuestions(scorecard, answers);
  const found = placedQuestions(scorecard).flatMap(({ question, path }): [string, Earned][] => {
    const answer = own(answers, question.ref);
    const counts = enabled.has(question.ref) && isScored(question, scoring);
    if (answer === undefined || isNotApplicable(answer) || !counts) return [];
    if (path.some(({ excluded_from_scoring }) => excluded_from_scoring)) return [];
    return [[question.ref, earned(question, answer, scoring)]];
  });
  return new Map(found);
}

function ownPercent(result: Earned | undefined): Percent {
  if (result === undefined || result.ownMost === 0) return null;
  return percent(smaller(ONE, fraction(result.earned, result.ownMost)));
}

function percent(share: Fraction | null): Percent {
  return share === null ? null : toNumber(times(share, HUNDRED));
}

/** The name of the threshold that a score reaches, empty if there is none. Where two meet, the higher one counts. */
export function category(value: Percent, thresholds: readonly Threshold[]): string {
  if (value === null) return "";
  const reached = thresholds.filter(({ minimum, maximum }) => minimum <= value && value <= maximum);
  // The first of those with the highest minimum, as on the server.
  return [...reached].sort((one, other) => other.minimum - one.minimum)[0]?.name ?? "";
}
