import { dayWords } from "../users/words";
import type { FilterName, ListName } from "./filter";
import { stateWords } from "./words";

/** Lists and filters as text. */

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
