/** Parts of a recording, from one second to another. */

export type Part = readonly [from: number, to: number];

// Closer than this, two parts are one: no one hears the gap between two reports of the browser.
const GAP_SECONDS = 0.3;

/** The same parts in order, without overlaps, within the length. */
export function union(
  parts: readonly Part[],
  length = Number.POSITIVE_INFINITY,
  gap = GAP_SECONDS,
): readonly Part[] {
  const found: [number, number][] = [];
  for (const [from, to] of inOrder(parts, length)) {
    const last = found.at(-1);
    if (last !== undefined && from <= last[1] + gap) last[1] = Math.max(last[1], to);
    else found.push([from, to]);
  }
  return found;
}

function inOrder(parts: readonly Part[], length: number): readonly Part[] {
  return parts
    .map(([from, to]): Part => [Math.max(0, from), Math.min(length, to)])
    .filter(([from, to]) => to > from)
    .sort(([one], [other]) => one - other);
}

/** How much of the length the parts cover, from 0 to 1. */
export function shareOf(parts: readonly Part[], length: number): number {
  if (!(length > 0)) return 0;
  const heard = union(parts, length, 0).reduce((sum, [from, to]) => sum + to - from, 0);
  return Math.min(1, heard / length);
}

/** The part that a moment lies in; null for none. The parts are in order and do not overlap. */
export function partAt(parts: readonly Part[], at: number): Part | null {
  let low = 0;
  let high = parts.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const part = parts[middle];
    if (part === undefined) return null;
    if (at < part[0]) high = middle - 1;
    else if (at >= part[1]) low = middle + 1;
    else return part;
  }
  return null;
}
