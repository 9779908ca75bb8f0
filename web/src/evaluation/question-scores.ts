/** The score of one question: what was earned by the answer, of what could be earned. As question_scores.py. */
import { type Consequence, consequencesOf, type Question, type Scoring } from "../scorecards/content";
import { type Answer, reached } from "../scorecards/preview/answer";
import { fails } from "./weights";

const BEST_SCORE = 10;

/** `most` is what the question adds to what could be earned: nothing if it is a bonus. */
export interface Earned {
  readonly earned: number;
  readonly ownMost: number;
  readonly most: number;
  /** The answer fails the whole scorecard. */
  readonly fails: boolean;
  readonly failsSections: readonly string[];
}

/** For a question with a score, and an answer other than not applicable. */
export function earned(question: Question, answer: Answer, scoring: Scoring): Earned {
  const chosen = reached(question, answer);
  const failing = chosen.filter(fails);
  const ownMost = scoring === "points" ? mostPoints(question) : BEST_SCORE;
  return {
    earned: failing.length > 0 ? 0 : pointsOrScore(question, chosen, scoring),
    ownMost,
    most: question.bonus && scoring === "points" ? 0 : ownMost,
    fails: failing.some(({ fails_section }) => fails_section === null),
    failsSections: failing.flatMap(({ fails_section }) => fails_section ?? []),
  };
}

function pointsOrScore(question: Question, chosen: readonly Consequence[], scoring: Scoring): number {
  if (scoring !== "points") return Math.min(BEST_SCORE, total(chosen.map(({ score }) => score)));
  const points = total(chosen.map((each) => each.points));
  const most = question.maximum_points;
  const isCapped = most !== null && !chosen.some(({ bonus }) => bonus);
  return Math.max(isCapped ? Math.min(points, most) : points, question.minimum_points ?? 0);
}

/** The points that can be earned, without a bonus. */
function mostPoints(question: Question): number {
  if (question.maximum_points !== null) return question.maximum_points;
  const points = consequencesOf(question)
    .filter(({ bonus }) => !bonus)
    .map((each) => each.points ?? 0);
  return question.type === "multi_select" ? total(points) : Math.max(0, ...points);
}

function total(values: readonly (number | null)[]): number {
  return values.reduce<number>((before, value) => before + (value ?? 0), 0);
}
