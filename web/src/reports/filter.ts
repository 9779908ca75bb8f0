/** Which scores are wanted: the filters of the report, as they stand in the page's address. */
import type { Me } from "../access/answers";
import { may } from "../access/rights";
import type { Query } from "../api/client";

export const BY = ["all", "team", "user", "scorecard", "section", "question"] as const;
export type By = (typeof BY)[number];
/** A person sees their own scores by these. */
const OWN_BY: readonly By[] = ["all", "scorecard", "section", "question"];

export const PERIODS = ["month", "week"] as const;
export type Period = (typeof PERIODS)[number];

export interface ReportFilter {
  readonly by: By;
  readonly period: Period;
  /** Days. */
  readonly from: string;
  readonly to: string;
  /** Ids; empty for all. */
  readonly scorecard: string;
  readonly team: string;
  readonly user: string;
}

export const NARROWING = ["scorecard", "team", "user"] as const;

type Given = Readonly<Record<string, string | undefined>>;

/** Who does not manage evaluations sees their own scores only. */
export function isOwn(me: Me): boolean {
  return !may(me, "evaluations.manage");
}

export function groupings(me: Me): readonly By[] {
  return isOwn(me) ? OWN_BY : BY;
}

const DEFAULT_MONTHS = 5;
const DEFAULT_WEEKS = 11;
const WEEK_DAYS = 7;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** The filters in an address; what is missing or wrong is as usual: half a year by month, twelve weeks by week. */
export function filterIn(query: Given, me: Me, today: Date): ReportFilter {
  const period = PERIODS.find((each) => each === query.period) ?? "month";
  const text = (name: string) => query[name]?.trim() ?? "";
  const day = (name: string, otherwise: string) => (DAY.test(text(name)) ? text(name) : otherwise);
  return {
    by: groupings(me).find((each) => each === query.by) ?? "all",
    period,
    from: day("from", firstDay(period, today)),
    to: day("to", dayText(today)),
    scorecard: text("scorecard"),
    team: isOwn(me) ? "" : text("team"),
    user: isOwn(me) ? me.user_id : text("user"),
  };
}

function firstDay(period: Period, today: Date): string {
  const [year, month, date] = [today.getFullYear(), today.getMonth(), today.getDate()];
  if (period === "month") return dayText(new Date(year, month - DEFAULT_MONTHS, 1));
  const sinceMonday = (today.getDay() + WEEK_DAYS - 1) % WEEK_DAYS;
  return dayText(new Date(year, month, date - sinceMonday - DEFAULT_WEEKS * WEEK_DAYS));
}

function dayText(time: Date): string {
  const parts = [time.getFullYear(), time.getMonth() + 1, time.getDate()];
  return parts.map((part) => String(part).padStart(2, "0")).join("-");
}

/** The page's address with the filters. */
export function addressOf(filter: Partial<ReportFilter>): string {
  const given = Object.entries(filter).filter(([, value]) => value);
  const text = given.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&");
  return text ? `/evaluation/reports?${text}` : "/evaluation/reports";
}

/** Sections and questions are those of one scorecard. */
export function needsScorecard({ by, scorecard }: ReportFilter): boolean {
  return (by === "section" || by === "question") && scorecard === "";
}

export function requestQuery({ scorecard, team, user, ...rest }: ReportFilter): Query {
  return { ...rest, scorecard: scorecard || null, team: team || null, user: user || null };
}
