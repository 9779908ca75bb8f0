/** The numbers of a plot: each series over the same periods, without a gap between the first and the last of them. */
import type { Point, Series } from "./answers";
import type { Period } from "./filter";

/** A mean of fewer evaluations says little: its point is hollow. */
export const FEW_EVALUATIONS = 5;
/** More lines cannot be told apart. */
export const MOST_LINES = 6;

const DAY_MILLISECONDS = 86_400_000;
const MOST_PERIODS = 200;

/** The first days of all periods from the earliest to the latest point. */
export function startsOf(series: readonly Series[], period: Period): readonly string[] {
  const given = series.flatMap(({ points }) => points.map(({ start }) => start)).sort();
  const [first] = given;
  const last = given.at(-1);
  if (first === undefined || last === undefined) return [];
  const starts = [first];
  while (starts.length < MOST_PERIODS) {
    const next = nextStart(starts.at(-1) ?? last, period);
    if (next === null || next > last) break;
    starts.push(next);
  }
  return starts;
}

function nextStart(start: string, period: Period): string | null {
  const time = new Date(`${start}T00:00:00Z`);
  if (Number.isNaN(time.getTime())) return null;
  if (period === "month") time.setUTCMonth(time.getUTCMonth() + 1);
  else time.setTime(time.getTime() + 7 * DAY_MILLISECONDS);
  return time.toISOString().slice(0, "2026-11-26".length);
}

/** The point of each period, or null. */
export function pointsAt({ points }: Series, starts: readonly string[]): readonly (Point | null)[] {
  const known = new Map(points.map((point) => [point.start, point]));
  return starts.map((start) => known.get(start) ?? null);
}

export function isHollow({ count }: Pick<Point, "count">): boolean {
  return count < FEW_EVALUATIONS;
}

export interface Line {
  readonly points: readonly (Point | null)[];
}

type Column = readonly (number | null)[];

/** For uPlot: the places on the axis, then for each line its scores and the two ends of its interval. */
export function columnsOf(lines: readonly Line[], count: number): readonly Column[] {
  const places = Array.from({ length: count }, (_, index) => index);
  return [
    places,
    ...lines.flatMap(({ points }) => [
      points.map((point) => point?.score ?? null),
      points.map((point) => point?.low ?? null),
      points.map((point) => point?.high ?? null),
    ]),
  ];
}

const HIGHEST = 100;
const STEP = 10;

/** The part of the scale that is shown: to 100, from the ten below the lowest number. */
export function rangeOf(lines: readonly Line[]): readonly [number, number] {
  const all = lines.flatMap(({ points }) => points.flatMap((point) => [point?.score, point?.low]));
  const numbers = all.filter((value): value is number => typeof value === "number");
  const lowest = Math.min(HIGHEST - STEP, ...numbers);
  return [Math.max(0, Math.floor((lowest - 1) / STEP) * STEP), HIGHEST];
}
