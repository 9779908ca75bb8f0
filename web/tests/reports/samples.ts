/** Answers about scores as the API gives them. */
import { ANNA_ID, MIA_ID } from "../people/samples";

export function aPoint(start: string, score: number | null, count = 12, changes: object = {}) {
  const hasInterval = score !== null && count > 1;
  return {
    start,
    count,
    score,
    low: hasInterval ? score - 5 : null,
    high: hasInterval ? Math.min(100, score + 5) : null,
    failed: 0,
    ...changes,
  };
}

export function aSeries(changes: object = {}) {
  return {
    id: "all",
    name: "All together",
    points: [aPoint("2026-09-01", 80), aPoint("2026-11-01", 87.5, 3)],
    total: { count: 15, score: 81.5, low: 78.2, high: 84.8, failed: 2 },
    trend: { direction: "unknown", sentence: "3 evaluations are not a trend." },
    ...changes,
  };
}

export function scores(series: readonly object[] = [aSeries()], next: string | null = null) {
  return { by: "all", period: "month", from: "2026-06-01", to: "2026-11-26", series, next };
}

export const TWO_PEOPLE = [
  aSeries({
    id: ANNA_ID,
    name: "Anna Lee",
    trend: { direction: "up", sentence: "It rises by 2 % a month." },
  }),
  aSeries({ id: MIA_ID, name: "Mia Stone", points: [aPoint("2026-10-01", 64, 1)] }),
];
