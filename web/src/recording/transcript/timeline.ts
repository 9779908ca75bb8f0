/** Finds the words that are spoken at a moment, one of each speaker at most. */
import type { ShownTranscript } from "./text";

interface Spoken {
  readonly start: number;
  readonly end: number;
  readonly word: number;
}

export type Timeline = readonly (readonly Spoken[])[];

// A word without a length is lit for a moment.
const SHORTEST_SECONDS = 0.1;

/** The words in order of time, for each speaker, because speakers may talk at once. */
export function timelineOf({ turns }: ShownTranscript): Timeline {
  const tracks = new Map<string, Spoken[]>();
  for (const { turn, first, words } of turns) {
    const key = `${turn.channel} ${turn.speaker}`;
    const track = tracks.get(key) ?? [];
    tracks.set(key, track);
    for (const [index, { start, end, isTimed }] of words.entries()) {
      if (isTimed) track.push({ start, end: Math.max(end, start + SHORTEST_SECONDS), word: first + index });
    }
  }
  return [...tracks.values()].map((track) => track.sort((one, other) => one.start - other.start));
}

/** The numbers of the words that are spoken. */
export function wordsAt(timeline: Timeline, at: number): readonly number[] {
  return timeline.flatMap((track) => {
    const spoken = track[lastBegun(track, at)];
    return spoken !== undefined && at < spoken.end ? [spoken.word] : [];
  });
}

/** The word that begins last before a moment, of any speaker; -1 before the first. */
export function latestWord(timeline: Timeline, at: number): number {
  let latest: Spoken | undefined;
  for (const track of timeline) {
    const spoken = track[lastBegun(track, at)];
    if (spoken !== undefined && (latest === undefined || spoken.start > latest.start)) latest = spoken;
  }
  return latest?.word ?? -1;
}

function lastBegun(track: readonly Spoken[], at: number): number {
  let low = 0;
  let high = track.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((track[middle]?.start ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
