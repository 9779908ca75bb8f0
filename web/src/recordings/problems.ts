import type { Problem } from "../api/problem";
import { FILTER_NAMES, type FilterName, OPEN_STATES, type RecordingFilter } from "./filter";

const FEWEST_DIGITS = 3;

/** The filter that a refused search is about, with the server's sentence. */
export interface FilterProblem {
  /** Null if it is about none that is shown. */
  readonly field: FilterName | null;
  readonly sentence: string;
}

/** Null for a problem that no filter is the reason of. */
export function filterProblem(problem: Problem | null, filter: RecordingFilter): FilterProblem | null {
  if (problem?.status !== 422) return null;
  const [first] = problem.errors;
  const named = first?.field.split(".").at(-1) as FilterName | undefined;
  const sentence = asSentence(first?.detail || problem.detail || problem.title);
  if (named !== undefined && FILTER_NAMES.includes(named)) return { field: named, sentence };
  return { field: problem.code === "search_not_understood" ? suspected(filter) : null, sentence };
}

/** The server says what is wrong, but not always where. */
function suspected(filter: RecordingFilter): FilterName | null {
  if (filter.state && OPEN_STATES.includes(filter.state)) return "state";
  if (filter.number && filter.number.replaceAll(/\P{Nd}/gu, "").length < FEWEST_DIGITS) return "number";
  return (["text", "note", "number"] as const).find((name) => filter[name]) ?? null;
}

function asSentence(words: string): string {
  const begun = words.charAt(0).toLocaleUpperCase() + words.slice(1);
  return /[.!?]$/.test(begun) ? begun : `${begun}.`;
}
