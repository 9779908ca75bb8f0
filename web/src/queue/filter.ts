/** Which evaluations are wanted: the filters of the list, as they stand in the page's address. */
import type { Me } from "../access/answers";
import { may } from "../access/rights";
import type { Query } from "../api/client";

export const LISTS = ["mine", "about_me", "all"] as const;
export type ListName = (typeof LISTS)[number];

export const FILTER_NAMES = [
  "state",
  "evaluated",
  "evaluator",
  "scorecard",
  "recording",
  "from",
  "to",
  "overdue",
] as const;
export type FilterName = (typeof FILTER_NAMES)[number];

/** A filter that is not set has no field. Days are ISO texts of the reader's own time. */
export type EvaluationFilter = { readonly list: ListName } & Readonly<Partial<Record<FilterName, string>>>;

/** The lists that someone may see; the first is shown when the address names none. */
export function listsOf(me: Me): readonly ListName[] {
  const own = may(me, "evaluations.evaluate")
    ? (["mine", "about_me"] as const)
    : (["about_me", "mine"] as const);
  return may(me, "evaluations.manage") ? [...own, "all"] : own;
}

/** The filters in an address. Unknown parameters and empty ones are left out. */
export function filterIn(
  query: Readonly<Record<string, string | undefined>>,
  lists: readonly ListName[],
): EvaluationFilter {
  const list = lists.find((each) => each === query.list) ?? lists[0] ?? "mine";
  const given = FILTER_NAMES.map((name) => [name, query[name]?.trim() ?? ""] as const);
  return { ...Object.fromEntries(given.filter(([, value]) => value !== "")), list };
}

/** The page's address with the filters. Two filters are the same if their addresses are. */
export function addressOf(filter: EvaluationFilter): string {
  const parameters = FILTER_NAMES.flatMap((name) => {
    const value = filter[name];
    return value ? [`${name}=${encodeURIComponent(value)}`] : [];
  });
  return ["/evaluation/queue?list=", [filter.list, ...parameters].join("&")].join("");
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** What the server is asked for: the reader's own days as moments. What is overdue is decided here. */
export function requestQuery({ overdue: _, from, to, ...filter }: EvaluationFilter): Query {
  return {
    ...filter,
    ...(from && { from: momentOf(from, 0) }),
    ...(to && { to: momentOf(to, 1) }),
  };
}

/** The beginning of a day, or of the day after it. A time stays as it is. */
function momentOf(day: string, later: number): string {
  if (!DAY.test(day)) return day;
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  const time = new Date(year, month - 1, date + later);
  return Number.isNaN(time.getTime()) ? day : time.toISOString().replace(".000Z", "Z");
}
