/** A transcript as its page shows it: turns of words, each word with its number in the whole. */
import type { Turn } from "../transcription";

export interface ShownWord {
  readonly text: string;
  /** Where a click leads to. */
  readonly start: number;
  readonly end: number;
  /** False where the source gave no time: it is never lit. */
  readonly isTimed: boolean;
}

export interface ShownTurn {
  readonly turn: Turn;
  /** What stands between two words: nothing in languages that write none. */
  readonly joint: string;
  /** The number of its first word. */
  readonly first: number;
  readonly words: readonly ShownWord[];
}

export interface ShownTranscript {
  readonly turns: readonly ShownTurn[];
  readonly words: readonly ShownWord[];
}

export function shown(turns: readonly Turn[]): ShownTranscript {
  const words: ShownWord[] = [];
  const result = turns.map((turn): ShownTurn => {
    const own = wordsOf(turn);
    const first = words.length;
    words.push(...own);
    return { turn, joint: jointOf(turn), first, words: own };
  });
  return { turns: result, words };
}

/** A turn without words of its own has its text as one. */
function wordsOf({ words, text, start, end }: Turn): readonly ShownWord[] {
  if (words.length === 0) return text.trim() === "" ? [] : [{ text, start, end, isTimed: true }];
  let last = start;
  return words.map((word) => {
    const isTimed = word.start !== null;
    last = word.start ?? last;
    return { text: word.text, start: last, end: Math.max(word.end ?? last, last), isTimed };
  });
}

function jointOf({ words, text }: Turn): string {
  return words.length > 1 && text === words.map((word) => word.text).join("") ? "" : " ";
}
