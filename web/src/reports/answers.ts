/** What the API says about scores over time. */
import * as v from "valibot";
import type { Same, Unreadable } from "../api/document";
import { list, number, text, textOrNull, word } from "../api/reading";

const optionalText = v.pipe(
  textOrNull,
  v.transform((value) => value ?? ""),
);
const optionalNumber = v.nullish(number, null);

const NUMBERS = {
  /** How many evaluations the score is the mean of. */
  count: v.nullish(number, 0),
  /** A percentage; null without an evaluation. */
  score: optionalNumber,
  /** The 95 % interval; null when there are too few for one. */
  low: optionalNumber,
  high: optionalNumber,
  /** How many of them a critical question failed. */
  failed: v.nullish(number, 0),
};

const POINT = v.object({ /** The first day of the period. */ start: text, ...NUMBERS });
export type Point = Readonly<v.InferOutput<typeof POINT>>;

const TOTAL = v.object(NUMBERS);
export type Total = Readonly<v.InferOutput<typeof TOTAL>>;

export const DIRECTIONS = ["up", "down", "flat", "unknown"] as const;
const TREND = v.object({ direction: word(DIRECTIONS, "unknown"), sentence: optionalText });
export type Trend = Readonly<v.InferOutput<typeof TREND>>;

const NO_TOTAL: Total = { count: 0, score: null, low: null, high: null, failed: 0 };
const NO_TREND: Trend = { direction: "unknown", sentence: "" };

const SERIES = v.object({
  id: text,
  name: optionalText,
  points: list(POINT),
  total: v.nullish(TOTAL, NO_TOTAL),
  trend: v.nullish(TREND, NO_TREND),
});
export type Series = Readonly<v.InferOutput<typeof SERIES>>;

export const SCORES = v.pipe(
  v.object({ series: list(SERIES), next: textOrNull }),
  v.transform(({ series, next }) => ({ items: series, next })),
);
export type Scores = Readonly<v.InferOutput<typeof SCORES>>;

/** Checked by the compiler: what is read here is what docs/openapi.json describes. */
export type AsDescribed = Same<
  | Unreadable<"ScorePoint", Point>
  | Unreadable<"ScoreTotal", Total>
  | Unreadable<"ScoreTrend", Trend>
  | Unreadable<"ScoreSeries", Omit<Series, "points">>
>;
