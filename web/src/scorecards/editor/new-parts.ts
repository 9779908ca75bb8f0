/** New scorecards, sections, questions, options and ranges, and what changes with a question's type. */
import {
  type Consequence,
  isChoice,
  type Option,
  type Question,
  type QuestionType,
  type Range,
  type Scorecard,
  type Scoring,
  type Section,
  type Threshold,
} from "../content";
import { refFrom, refsOf } from "./refs";

const FULL = 10;

const NO_CONSEQUENCE: Consequence = {
  score: null,
  points: null,
  bonus: false,
  automatic_fail: false,
  fails_section: null,
  comment_required: false,
};

export function newScorecard(title: string): Scorecard {
  return { title, description: "", scoring: "by_question", thresholds: [], sections: [] };
}

export function newSection(scorecard: Scorecard, title: string): Section {
  return {
    kind: "section",
    ref: refFrom(title, refsOf(scorecard), "section"),
    title,
    instructions: "",
    weight: null,
    excluded_from_scoring: false,
    thresholds: [],
    items: [],
  };
}

export function newQuestion(scorecard: Scorecard, title: string, type: QuestionType): Question {
  const question: Question = {
    kind: "question",
    ref: refFrom(title, refsOf(scorecard), "question"),
    title,
    type,
    instructions: "",
    weight: null,
    allow_not_applicable: false,
    options: [],
    minimum: null,
    maximum: null,
    ranges: [],
    minimum_points: null,
    maximum_points: null,
    bonus: false,
    excluded_from_scoring: false,
    comment_required: false,
    enablement: null,
    thresholds: [],
  };
  return { ...question, ...answersFor(type, scorecard.scoring) };
}

/** What a new question of a type can be answered with. */
function answersFor(type: QuestionType, scoring: Scoring): Partial<Question> {
  if (type === "single_select") {
    const yes = newOption([], "Yes", valued(scoring, FULL));
    return { options: [yes, newOption([yes], "No", valued(scoring, 0))] };
  }
  return type === "numeric" ? { minimum: 0, maximum: FULL } : {};
}

function valued(scoring: Scoring, value: number): Partial<Consequence> {
  if (scoring === "off") return {};
  return scoring === "points" ? { points: value } : { score: value };
}

export function newOption(
  options: readonly Option[],
  text: string,
  consequence: Partial<Consequence> = {},
): Option {
  const refs = options.map(({ ref }) => ref);
  return { ref: refFrom(text, refs, "option"), text, ...NO_CONSEQUENCE, ...consequence };
}

/** Begins where the ranges so far end. */
export function newRange({ minimum, maximum, ranges }: Question): Range {
  const end = ranges.reduce((last, each) => Math.max(last, each.maximum), Number.NEGATIVE_INFINITY);
  const start = Number.isFinite(end) ? end + 1 : (minimum ?? 0);
  return { minimum: start, maximum: Math.max(start, maximum ?? start), ...NO_CONSEQUENCE };
}

export function newThreshold(thresholds: readonly Threshold[]): Threshold {
  const end = thresholds.reduce((last, each) => Math.max(last, each.maximum), 0);
  return { name: "", minimum: end < 100 ? end : 0, maximum: 100 };
}

/** Keeps what the new type can have: the options of a choice, the ranges of a number. */
export function withType(question: Question, type: QuestionType): Question {
  const choice = isChoice({ type });
  const isNumber = type === "numeric";
  return {
    ...question,
    type,
    options: choice ? question.options : [],
    ranges: isNumber ? question.ranges : [],
    minimum: isNumber ? (question.minimum ?? 0) : null,
    maximum: isNumber ? (question.maximum ?? FULL) : null,
  };
}
