/**
 * Which questions of a scorecard appear, as its conditions and the answers so far say.
 *
 * The same rules as the server's (docs/scorecards.md): a question that does not appear counts as unanswered, and an
 * expression about an unanswered question does not hold. tests/score_vectors.json holds the two together.
 */
import {
  type Enablement,
  type Expression,
  isCondition,
  type Operand,
  type Question,
  type Scorecard,
} from "../scorecards/content";
import { type Answers, chosenIn, isNotApplicable } from "../scorecards/preview/answer";
import { own } from "./answer";
import { questionsOf } from "./scorecard";

/** The chosen options of a question; null if it is not answered. */
type ChosenIn = (ref: string) => readonly string[] | null;

/** The reference ids of the questions that appear, in the order of the form. */
export function enabledQuestions(scorecard: Scorecard, answers: Answers): ReadonlySet<string> {
  const questions = questionsOf(scorecard);
  const known = new Enabled(questions, answers);
  return new Set(questions.map(({ ref }) => ref).filter((ref) => known.has(ref)));
}

class Enabled {
  private readonly questions: ReadonlyMap<string, Question>;
  private readonly known = new Map<string, boolean>();

  constructor(
    questions: readonly Question[],
    private readonly answers: Answers,
  ) {
    this.questions = new Map(questions.map((question) => [question.ref, question]));
  }

  has(ref: string): boolean {
    const known = this.known.get(ref);
    if (known !== undefined) return known;
    // Ends a loop, which no active scorecard has.
    this.known.set(ref, false);
    const enablement = this.questions.get(ref)?.enablement ?? null;
    const isEnabled = enablement === null || appears(enablement, (other) => this.chosen(other));
    this.known.set(ref, isEnabled);
    return isEnabled;
  }

  private chosen(ref: string): readonly string[] | null {
    if (!this.questions.has(ref) || !this.has(ref)) return null;
    const answer = own(this.answers, ref);
    return answer === undefined || isNotApplicable(answer) ? null : chosenIn(answer);
  }
}

function appears(enablement: Enablement, chosen: ChosenIn): boolean {
  const opposite = enablement.action === "enable" ? "disable" : "enable";
  const otherwise = enablement.default_action ?? opposite;
  return (holds(enablement.condition, chosen) ? enablement.action : otherwise) === "enable";
}

function holds(condition: Operand, chosen: ChosenIn): boolean {
  if (!isCondition(condition)) {
    const options = chosen(condition.question);
    return options !== null && compares(condition, options);
  }
  const one = (operand: Operand) => holds(operand, chosen);
  return condition.operator === "and" ? condition.operands.every(one) : condition.operands.some(one);
}

function compares({ comparator, options }: Expression, chosen: readonly string[]): boolean {
  const isAmong = (ref: string) => chosen.includes(ref);
  switch (comparator) {
    case "in":
      return options.some(isAmong);
    case "not_in":
      return !options.some(isAmong);
    case "all_in":
      return options.every(isAmong);
    case "exact":
      return options.every(isAmong) && chosen.every((ref) => options.includes(ref));
  }
}
