/** What someone typed and did not save: this browser keeps it, for each person and scorecard. */
import * as v from "valibot";
import { number, read, text } from "../../api/reading";
import { SCORECARD, type Scorecard } from "../content";

const KEPT = v.object({ revision: number, at: text, scorecard: SCORECARD });

export interface Kept {
  /** The revision that was changed. */
  readonly revision: number;
  readonly at: string;
  readonly scorecard: Scorecard;
}

export function keptKey(person: string, id: string): string {
  return `ringkeep.scorecards.draft.${person}.${id}`;
}

// JSON has no NaN, which stands for a text that is no number.
const NOT_A_NUMBER = "\u0000not a number";

export function keep(key: string, kept: Kept): void {
  const marked = (_: string, value: unknown) => (Number.isNaN(value) ? NOT_A_NUMBER : value);
  try {
    window.localStorage.setItem(key, JSON.stringify(kept, marked));
  } catch {
    // A browser that keeps nothing: what is typed lasts as long as the page.
  }
}

/** Null for nothing, or for what this console cannot read. */
export function keptAt(key: string): Kept | null {
  try {
    const stored = window.localStorage.getItem(key);
    if (stored === null) return null;
    const kept = read(KEPT, parsed(stored, 0));
    // The numbers that are none are put back once everything else was checked.
    return stored.includes("not a number") ? (parsed(stored, Number.NaN) as Kept) : kept;
  } catch {
    return null;
  }
}

function parsed(stored: string, notANumber: number): unknown {
  return JSON.parse(stored, (_, value: unknown) => (value === NOT_A_NUMBER ? notANumber : value));
}

export function forget(key: string): void {
  try {
    window.localStorage.removeItem(key);
  } catch {
    // A browser that keeps nothing has nothing to forget.
  }
}
