/** What each key does on the page of an evaluation that is being written. */
import { type Action, isTakenBy, KEYS, type Pressed } from "../recording/keys";

export const FORM_ACTIONS = [
  "next",
  "previous",
  "not-applicable",
  "clear",
  "enter",
  "comment",
  "private",
  "moment",
  "submit",
  "help",
] as const;
export type FormAction = (typeof FORM_ACTIONS)[number];

export interface KeyWords {
  /** As `KeyboardEvent.key` has them, in lower case. */
  readonly keys: readonly string[];
  readonly shown: string;
  readonly words: string;
}

export const FORM_KEYS: Readonly<Record<FormAction, KeyWords>> = {
  next: { keys: ["j", "arrowdown"], shown: "J or ↓", words: "Next question" },
  previous: { keys: ["k", "arrowup"], shown: "K or ↑", words: "Previous question" },
  "not-applicable": { keys: ["n"], shown: "N", words: "Not applicable" },
  clear: { keys: ["backspace", "delete"], shown: "⌫", words: "Clear the answer" },
  enter: { keys: ["enter"], shown: "Enter", words: "Into the field of the question; Escape leaves it" },
  comment: { keys: ["c"], shown: "C", words: "Comment on the question" },
  private: { keys: ["p"], shown: "P", words: "Private comment on the question" },
  moment: { keys: ["m"], shown: "M", words: "Bookmark this moment of the recording to the question" },
  submit: { keys: ["e"], shown: "E", words: "To the end of the form, where you submit" },
  help: { keys: ["?", "h"], shown: "? or H", words: "Show this list" },
};

/** The digits have one line in the list. */
export const DIGITS: KeyWords = {
  keys: ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0", "-"],
  shown: "1 … 9, 0",
  words: "Choose that option (0 is the tenth), or begin to type the number",
};

/** Keys of the player and the transcript that mean the same as on the page of a recording. J, K, C and N are taken by the form. */
const AS_THERE = [
  "play",
  "back",
  "forward",
  "to-start",
  "to-end",
  "slower",
  "faster",
  "normal-speed",
  "skip-silence",
  "loop-from",
  "loop-to",
  "loop-off",
  "search",
  "follow",
] as const satisfies readonly Action[];

export type PlayerAction = (typeof AS_THERE)[number] | "far-back" | "far-forward";

export const PLAYER_KEYS: ReadonlyMap<PlayerAction, KeyWords> = new Map<PlayerAction, KeyWords>([
  ...AS_THERE.map((action): [PlayerAction, KeyWords] => [action, KEYS[action]]),
  ["play", { ...KEYS.play, keys: [" "], shown: "Space" }],
  ["far-back", { keys: [","], shown: ",", words: KEYS["far-back"].words }],
  ["far-forward", { keys: ["."], shown: ".", words: KEYS["far-forward"].words }],
]);

export type Meaning =
  | { readonly form: FormAction }
  | { readonly player: PlayerAction }
  | { readonly digit: string };

const MEANINGS: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ...[...PLAYER_KEYS].flatMap(([player, { keys }]) =>
    keys.map((key): [string, Meaning] => [key, { player }]),
  ),
  ...FORM_ACTIONS.flatMap((form) => FORM_KEYS[form].keys.map((key): [string, Meaning] => [key, { form }])),
  ...DIGITS.keys.map((digit): [string, Meaning] => [digit, { digit }]),
]);

const NUMBER = ".question-number-answer";
const USED_BY_ENTER = "button, a, summary, input, select, textarea";
const MOVED_BY_ARROWS = "input[type=radio], input[type=range]";

/** What a pressed key means; null for nothing, as while someone types. */
export function meaningOf(event: Pressed): Meaning | null {
  if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return null;
  const key = event.key.toLowerCase();
  const { target } = event;
  if (isLetterInNumber(target, key)) return MEANINGS.get(key) ?? null;
  if (isTakenBy(target, key) || (target instanceof Element && isNative(target, key))) return null;
  return MEANINGS.get(key) ?? null;
}

/** A letter is no part of a number, so it leads on from its field. */
function isLetterInNumber(target: EventTarget | null, key: string): boolean {
  return target instanceof Element && target.closest(NUMBER) !== null && /^[a-z?]$/.test(key);
}

function isNative(target: Element, key: string): boolean {
  if (key === "enter") return target.closest(USED_BY_ENTER) !== null;
  return (key === "arrowdown" || key === "arrowup") && target.closest(MOVED_BY_ARROWS) !== null;
}
