/** What each key does on the recording page. */

export const ACTIONS = [
  "play",
  "back",
  "forward",
  "far-back",
  "far-forward",
  "to-start",
  "to-end",
  "slower",
  "faster",
  "normal-speed",
  "skip-silence",
  "loop-from",
  "loop-to",
  "loop-off",
  "bookmark",
  "note",
  "copy-link",
  "search",
  "follow",
  "previous-recording",
  "next-recording",
  "help",
] as const;
export type Action = (typeof ACTIONS)[number];

interface KeyWords {
  /** As `KeyboardEvent.key` has them, in lower case. */
  readonly keys: readonly string[];
  /** As the list of keys shows them. */
  readonly shown: string;
  readonly words: string;
}

export const KEYS: Readonly<Record<Action, KeyWords>> = {
  play: { keys: [" ", "k"], shown: "Space or K", words: "Play or pause" },
  back: { keys: ["arrowleft"], shown: "←", words: "5 seconds back" },
  forward: { keys: ["arrowright"], shown: "→", words: "5 seconds forward" },
  "far-back": { keys: ["j"], shown: "J", words: "15 seconds back" },
  "far-forward": { keys: ["l"], shown: "L", words: "15 seconds forward" },
  "to-start": { keys: ["home"], shown: "Home", words: "To the beginning" },
  "to-end": { keys: ["end"], shown: "End", words: "To the end" },
  slower: { keys: ["s"], shown: "S", words: "Slower" },
  faster: { keys: ["d"], shown: "D", words: "Faster" },
  "normal-speed": { keys: ["a"], shown: "A", words: "Normal speed" },
  "skip-silence": { keys: ["x"], shown: "X", words: "Skip silence, or no longer" },
  "loop-from": { keys: ["["], shown: "[", words: "Repeat a part: it begins here" },
  "loop-to": { keys: ["]"], shown: "]", words: "Repeat a part: it ends here" },
  "loop-off": { keys: ["\\"], shown: "\\", words: "No longer repeat" },
  bookmark: { keys: ["b"], shown: "B", words: "Bookmark at this moment" },
  note: { keys: ["n"], shown: "N", words: "Note at this moment" },
  "copy-link": { keys: ["c"], shown: "C", words: "Copy a link to this moment" },
  search: { keys: ["/", "f"], shown: "/ or F", words: "Search in the transcript" },
  follow: { keys: ["t"], shown: "T", words: "The transcript follows what is played" },
  "previous-recording": { keys: [","], shown: ",", words: "Previous recording of the call" },
  "next-recording": { keys: ["."], shown: ".", words: "Next recording of the call" },
  help: { keys: ["?", "h"], shown: "? or H", words: "Show or hide this list" },
};

const BY_KEY: ReadonlyMap<string, Action> = new Map(
  ACTIONS.flatMap((action) => KEYS[action].keys.map((key): [string, Action] => [key, action])),
);

export type Pressed = Pick<
  KeyboardEvent,
  "key" | "ctrlKey" | "altKey" | "metaKey" | "target" | "defaultPrevented"
>;

const FIELDS =
  "input:not([type=checkbox], [type=radio], [type=range]), textarea, select, [contenteditable], dialog";
// They have a use for these keys of their own.
const PRESSED_BY_SPACE = "button, a, summary, input[type=checkbox], input[type=radio]";
const MOVED_BY_ARROWS = "input[type=radio], input[type=range]";
const MOVING = ["arrowleft", "arrowright", "home", "end"];

/** What a pressed key means; null for nothing, as while someone types. */
export function actionOf(event: Pressed): Action | null {
  if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return null;
  const key = event.key.toLowerCase();
  return isTakenBy(event.target, key) ? null : (BY_KEY.get(key) ?? null);
}

export function isTakenBy(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof Element)) return false;
  if (target.closest(FIELDS) !== null) return true;
  if (key === " ") return target.closest(PRESSED_BY_SPACE) !== null;
  return MOVING.includes(key) && target.closest(MOVED_BY_ARROWS) !== null;
}
