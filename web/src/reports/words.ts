import { counted } from "../components/format";
import { percentWords } from "../queue/words";
import { dayWords } from "../users/words";
import type { Series, Total, Trend } from "./answers";
import type { By, Period } from "./filter";

/** Scores and periods as text. */

const BY_WORDS: Readonly<Record<By, string>> = {
  all: "All together",
  team: "Team",
  user: "Person",
  scorecard: "Scorecard",
  section: "Section",
  question: "Question",
};

export function byWords(by: By): string {
  return BY_WORDS[by];
}

const MONTH = new Intl.DateTimeFormat(undefined, { month: "short", year: "numeric", timeZone: "UTC" });
const SHORT_DAY = new Intl.DateTimeFormat(undefined, { month: "short", day: "numeric", timeZone: "UTC" });

/** Nov 2026; Week of 2 Nov 2026. */
export function periodWords(start: string, period: Period): string {
  const time = Date.parse(`${start}T00:00:00Z`);
  if (Number.isNaN(time)) return start;
  return period === "month" ? MONTH.format(time) : `Week of ${dayWords(start)}`;
}

/** For an axis, where there is little room. */
export function shortPeriodWords(start: string, period: Period): string {
  const time = Date.parse(`${start}T00:00:00Z`);
  if (Number.isNaN(time)) return start;
  return (period === "month" ? MONTH : SHORT_DAY).format(time);
}

export function seriesWords({ name, id }: Pick<Series, "name" | "id">): string {
  return name || (id === "all" ? BY_WORDS.all : id);
}

export function scoreWords({ score }: Pick<Total, "score">): string {
  return score === null ? "No score" : percentWords(score);
}

/** 82.1 % to 92.9 %; empty when there are too few for an interval. */
export function intervalWords({ low, high }: Pick<Total, "low" | "high">): string {
  return low === null || high === null ? "" : `${percentWords(low)} to ${percentWords(high)}`;
}

export function countWords({ count }: Pick<Total, "count">): string {
  return counted(count, "evaluation", "evaluations");
}

const DIRECTION_WORDS: Readonly<Record<Trend["direction"], string>> = {
  up: "Up",
  down: "Down",
  flat: "Unchanged",
  unknown: "No trend",
};

export function directionWords({ direction }: Pick<Trend, "direction">): string {
  return DIRECTION_WORDS[direction];
}
