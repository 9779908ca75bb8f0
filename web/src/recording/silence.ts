/** Silent parts of a recording, found in the peaks of its waveform. */
import { type Part, union } from "./parts";

/** The louder side of each place of the waveform. */
type Peaks = readonly (readonly number[])[];

// Quieter than a twentieth of the recording's loud places, and than any speech, is silence.
const SHARE_OF_LOUD = 0.05;
const QUIETEST_SPEECH = 0.02;
const LOUD_PLACES = 0.95;
const SHORTEST_SECONDS = 1.5;
// What is left of a pause, so that no word loses its beginning.
const MARGIN_SECONDS = 0.25;

/** The parts that skipping leaves out. None if all is silent: then there is nothing to skip to. */
export function silentParts(peaks: Peaks, length: number): readonly Part[] {
  const loudness = loudestOf(peaks);
  if (loudness.length === 0 || isSilent(peaks) || !(length > 0)) return [];
  const limit = limitOf(loudness);
  const seconds = length / loudness.length;
  const quiet = loudness.flatMap((value, index): Part[] =>
    value <= limit ? [[index * seconds, (index + 1) * seconds]] : [],
  );
  return union(quiet, length, seconds / 2)
    .filter(([from, to]) => to - from >= SHORTEST_SECONDS)
    .map((part) => withoutMargin(part, length));
}

/** Whether there is no sound at all. False where there are no peaks: then it is not known. */
export function isSilent(peaks: Peaks): boolean {
  const loudness = loudestOf(peaks);
  return loudness.length > 0 && loudness.every((value) => value < QUIETEST_SPEECH / 4);
}

function loudestOf(peaks: Peaks): readonly number[] {
  const places = Math.max(0, ...peaks.map((channel) => channel.length));
  return Array.from({ length: places }, (_, place) =>
    peaks.reduce((most, channel) => Math.max(most, Math.abs(channel[place] ?? 0)), 0),
  );
}

function limitOf(loudness: readonly number[]): number {
  const sorted = [...loudness].sort((one, other) => one - other);
  const loud = sorted[Math.floor((sorted.length - 1) * LOUD_PLACES)] ?? 0;
  return Math.min(QUIETEST_SPEECH, loud * SHARE_OF_LOUD);
}

function withoutMargin([from, to]: Part, length: number): Part {
  return [from === 0 ? 0 : from + MARGIN_SECONDS, to >= length ? length : to - MARGIN_SECONDS];
}
