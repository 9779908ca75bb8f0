import type { FileProblem, ImportState, LineResult } from "./answers";

const STATES: Readonly<Record<ImportState, string>> = {
  checking: "being checked",
  ready: "waits to be confirmed",
  mistaken: "has mistakes",
  writing: "being written",
  done: "done",
  cancelled: "cancelled",
  failed: "failed",
};

export function stateWords(state: ImportState): string {
  return STATES[state];
}

/** Line 7, column email: the place of a mistake in the file. */
export function placeWords({ line, column }: Pick<FileProblem, "line" | "column">): string {
  if (line === 0) return "The file";
  return column ? `Line ${line}, column ${column}` : `Line ${line}`;
}

const RESULTS: Readonly<Record<LineResult["result"], string>> = {
  added: "Added",
  changed: "Changed",
  unchanged: "As it was",
  refused: "Refused",
};

export function resultWords(result: LineResult["result"]): string {
  return RESULTS[result];
}
