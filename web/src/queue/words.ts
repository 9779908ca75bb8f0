import { dayWords } from "../users/words";
import type { Named, Summary } from "./answers";
import { isOverdue } from "./due";

/** Evaluations and their states as text. */

const STATE_WORDS: Readonly<Record<string, string>> = {
  assigned: "Assigned",
  draft: "Draft",
  submitted: "Submitted",
  released: "Released",
  acknowledged: "Acknowledged",
  disputed: "Disputed",
  resolved: "Dispute answered",
};

export function stateWords(state: string): string {
  return STATE_WORDS[state] ?? state;
}

export function nameWords({ name, id }: Named): string {
  return name || id;
}

export function scorecardWords({ scorecard }: Pick<Summary, "scorecard">): string {
  return scorecard.title || scorecard.id;
}

const PERCENT = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });

/** 87.5 % with the name of its threshold; empty without a score. */
export function scoreWords({
  score,
  category,
  failed_by,
}: Pick<Summary, "score" | "category" | "failed_by">): string {
  if (score === null) return "";
  const words = [percentWords(score), category, failed_by && "failed by a critical question"];
  return words.filter(Boolean).join(", ");
}

export function percentWords(percent: number): string {
  return `${PERCENT.format(percent)} %`;
}

/** What the evaluator really heard of the call; empty if that is not known. */
export function listenedWords({ listened }: Pick<Summary, "listened">): string {
  return listened === null ? "" : `listened to ${Math.round(listened * 100)} % of the call`;
}

/** Due on 30 Nov 2026; overdue since the day after it. */
export function dueWords({ due, state }: Pick<Summary, "due" | "state">, today: string): string {
  if (due === null) return "";
  const day = dayWords(due);
  if (isOverdue({ due, state }, today)) return `Overdue: it was due on ${day}`;
  return due === today ? "Due today" : `Due on ${day}`;
}

/** Who is evaluated, for people other than themselves. */
export function personWords({ kind, evaluated }: Pick<Summary, "kind" | "evaluated">, me: string): string {
  if (kind === "self" && evaluated.id === me) return "your own call";
  return evaluated.id === me ? "you" : nameWords(evaluated);
}

/** Each once, by name. */
export function evaluatorChoices(people: readonly Named[]) {
  const each = new Map(people.map((person) => [person.id, nameWords(person)]));
  return [...each]
    .map(([value, label]) => ({ value, label }))
    .sort((one, other) => one.label.localeCompare(other.label));
}
