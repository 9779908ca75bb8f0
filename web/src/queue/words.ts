import { counted } from "../components/format";
import { dayWords } from "../users/words";
import type { Named, Summary, TaskKind } from "./answers";
import { type FilterName, isOverdue, type ListName } from "./filter";

/** Evaluations, their states and their filters as text. */

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

const TASK_TITLES: Readonly<Record<TaskKind, string>> = {
  to_write: "Evaluations to write",
  to_release: "Evaluations to release",
  to_acknowledge: "Evaluations to acknowledge",
  to_answer: "Disputes to answer",
};

export function taskTitle(kind: TaskKind): string {
  return TASK_TITLES[kind];
}

const TASKS_WORDS: Readonly<Record<TaskKind, readonly [string, string]>> = {
  to_write: ["evaluation to write", "evaluations to write"],
  to_release: ["evaluation to release", "evaluations to release"],
  to_acknowledge: ["evaluation to acknowledge", "evaluations to acknowledge"],
  to_answer: ["dispute to answer", "disputes to answer"],
};

export function tasksWords(kind: TaskKind, count: number, more: boolean): string {
  return `${more ? "more than " : ""}${counted(count, ...TASKS_WORDS[kind])}`;
}

const LIST_WORDS: Readonly<Record<ListName, string>> = {
  mine: "By me",
  about_me: "About me",
  all: "All that I may see",
};

export function listWords(list: ListName): string {
  return LIST_WORDS[list];
}

const FILTER_LABELS: Readonly<Record<FilterName, string>> = {
  state: "State",
  evaluated: "Person evaluated",
  evaluator: "Evaluator",
  scorecard: "Scorecard",
  recording: "Recording",
  from: "From",
  to: "To",
  overdue: "Due",
};

export function filterLabel(name: FilterName): string {
  return FILTER_LABELS[name];
}

/** The value of a filter in words. Names of people and scorecards are not known here. */
export function filterValue(name: FilterName, value: string): string {
  if (name === "from" || name === "to") return dayWords(value);
  if (name === "state") return stateWords(value);
  return name === "overdue" ? "overdue only" : value;
}
