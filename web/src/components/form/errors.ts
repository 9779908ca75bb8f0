import type { Problem } from "../../api/problem";

/** The words of a refused change, at the fields that they are about. */
export interface FormErrors {
  readonly of: (field: string) => string | null;
  /** What is about no field of the form; null for nothing. */
  readonly others: string | null;
}

export const NO_ERRORS: FormErrors = { of: () => null, others: null };

/** `fields` are those that the form has. `information.team` belongs to the field `team`. */
export function formErrors(problem: Problem | null, fields: readonly string[]): FormErrors {
  if (problem === null) return NO_ERRORS;
  const errors = problem.errors.map(({ field, detail }) => ({ field: lastPart(field), detail }));
  const others = errors.filter(({ field }) => !fields.includes(field)).map(({ detail }) => detail);
  if (errors.length === 0) others.push(problem.detail || problem.title);
  return {
    of: (field) => joined(errors.filter((error) => error.field === field).map(({ detail }) => detail)),
    others: joined(others),
  };
}

function lastPart(field: string): string {
  return field.split(".").at(-1) ?? field;
}

function joined(sentences: readonly string[]): string | null {
  return sentences.length === 0 ? null : sentences.join(" ");
}
