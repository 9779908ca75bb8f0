/** Evaluations and answers as text. */
import { dateAndTime } from "../components/format";
import { nameWords, percentWords } from "../queue/words";
import type { Question } from "../scorecards/content";
import { type Answer, chosenIn, isNotApplicable } from "../scorecards/preview/answer";
import type { Evaluation } from "./answers";
import type { Percent } from "./scoring";

/** 66.7 %; a dash where nothing was scored. */
export function scoreWords(percent: Percent): string {
  return percent === null ? "–" : percentWords(percent);
}

export function answerWords(question: Question, answer: Answer | null): string {
  if (answer === null) return "Not answered";
  if (isNotApplicable(answer)) return "Not applicable";
  if (question.type === "numeric") return String(answer.NumericValue ?? "");
  if (question.type === "text") return answer.StringValue ?? "";
  if (question.type === "date") return answer.DateTimeValue ?? "";
  const chosen = chosenIn(answer).map(
    (ref) => question.options.find((option) => option.ref === ref)?.text ?? ref,
  );
  return chosen.length > 0 ? chosen.join(", ") : "None of them";
}

export function titleWords({ kind, evaluated }: Pick<Evaluation, "kind" | "evaluated">): string {
  return kind === "self"
    ? `Self-evaluation of ${nameWords(evaluated)}`
    : `Evaluation of ${nameWords(evaluated)}`;
}

/** When it was written, and by whom. */
export function historyWords({ evaluator, submitted_at, released_at }: Evaluation): string {
  const submitted = submitted_at && `submitted ${dateAndTime(submitted_at)}`;
  const released = released_at && `released ${dateAndTime(released_at)}`;
  return [`By ${nameWords(evaluator)}`, submitted, released].filter(Boolean).join(", ");
}

/** Who had listened to so much of the call when it was submitted. */
export function heardWords({ kind, evaluator }: Evaluation, me: string | null): string {
  if (evaluator.id === me) return "You had listened to";
  return kind === "self" ? `${nameWords(evaluator)} had listened to` : "The evaluator had listened to";
}

const ACTIONS: Readonly<Record<string, string>> = {
  assign: "assigned it",
  reassign: "assigned it to someone else",
  save: "wrote a draft",
  submit: "submitted it",
  release: "released it",
  edit: "changed it",
  acknowledge: "acknowledged it",
  dispute: "disputed an answer",
  uphold: "let a disputed answer stay",
  change: "changed an answer after a dispute",
};

export function actionWords(action: string): string {
  return ACTIONS[action] ?? action;
}

export const OUT_OF_SIGHT =
  "The recording no longer exists, or you may no longer see it. The evaluation stays, without audio.";
