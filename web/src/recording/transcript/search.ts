/** Where a text stands in a transcript. */
import type { ShownTranscript, ShownTurn } from "./text";

/** The words, by number, that one place of the text covers. */
export interface Place {
  readonly first: number;
  readonly last: number;
}

export const MOST_PLACES = 1_000;

/** The places of a text, also within words, in any case; spaces count as one. */
export function placesOf({ turns }: ShownTranscript, wanted: string): readonly Place[] {
  const text = folded(wanted).trim().replaceAll(/\s+/g, " ");
  if (text === "") return [];
  const places: Place[] = [];
  for (const turn of turns) {
    places.push(...placesIn(turn, text));
    if (places.length >= MOST_PLACES) break;
  }
  return places.slice(0, MOST_PLACES);
}

function placesIn(turn: ShownTurn, wanted: string): readonly Place[] {
  const { text, starts } = joined(turn);
  const places: Place[] = [];
  for (let found = text.indexOf(wanted); found >= 0; found = text.indexOf(wanted, found + wanted.length)) {
    places.push({
      first: turn.first + wordAt(starts, found),
      last: turn.first + wordAt(starts, found + wanted.length - 1),
    });
    if (places.length >= MOST_PLACES) break;
  }
  return places;
}

/** The words of a turn as one text, and where each word begins in it. */
function joined({ words, joint }: ShownTurn): { readonly text: string; readonly starts: readonly number[] } {
  const starts: number[] = [];
  let length = 0;
  const parts = words.map((word) => {
    const part = folded(word.text).replaceAll(/\s+/g, " ");
    starts.push(length);
    length += part.length + joint.length;
    return part;
  });
  return { text: parts.join(joint), starts };
}

function wordAt(starts: readonly number[], position: number): number {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= position) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}

function folded(text: string): string {
  return text.normalize("NFKC").toLowerCase();
}
