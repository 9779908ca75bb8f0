/** Numbers as they are typed. NaN stands for a text that is no number: it is never sent. */
import { numberIn } from "../preview/number-input";

export interface Limits {
  readonly least: number;
  readonly most: number;
  readonly isWhole: boolean;
  /** Nothing is no number here. */
  readonly isRequired?: boolean;
}

const LARGEST = 1_000_000_000;

export const WEIGHT: Limits = { least: 0, most: 100, isWhole: false };
export const SCORE: Limits = { least: 0, most: 10, isWhole: true };
export const POINTS: Limits = { least: 0, most: 100, isWhole: true };
export const WHOLE: Limits = { least: -LARGEST, most: LARGEST, isWhole: true };
export const REQUIRED_WHOLE: Limits = { ...WHOLE, isRequired: true };
export const PERCENT: Limits = { least: 0, most: 100, isWhole: false, isRequired: true };

export function readTyped(typed: string, { isRequired = false }: Limits): number | null {
  if (typed.trim() === "") return isRequired ? Number.NaN : null;
  return numberIn(typed) ?? Number.NaN;
}

/** As a field shows it that was not typed into. What was no number is a question mark: empty would be good. */
export function shownNumber(value: number | null, { isRequired = false }: Limits): string {
  if (value === null) return "";
  if (Number.isNaN(value)) return isRequired ? "" : "?";
  return String(value);
}

/** What is wrong with a number, as a sentence; null for nothing. */
export function wrongNumber(value: number | null, limits: Limits): string | null {
  const { least, most, isWhole, isRequired = false } = limits;
  if (value === null && !isRequired) return null;
  const isGood = value !== null && value >= least && value <= most && (!isWhole || Number.isInteger(value));
  if (isGood) return null;
  const kind = isWhole ? "a whole number" : "a number";
  const bounds = most === LARGEST ? "" : ` from ${least} to ${most}`;
  return `Give ${kind}${bounds}${isRequired ? "" : ", or nothing"}.`;
}
