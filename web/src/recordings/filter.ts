/** Which recordings are wanted: the filters of the list, as they stand in the page's address. */
import type { Query } from "../api/client";

/** The names are those of the query parameters of `GET /v1/recordings`. */
export const FILTER_NAMES = [
  "text",
  "note",
  "from",
  "to",
  "user",
  "extension",
  "number",
  "direction",
  "queue",
  "duration_from",
  "duration_to",
  "type",
  "tag",
  "has_transcript",
  "state",
  "service",
] as const;
export type FilterName = (typeof FILTER_NAMES)[number];

/** A filter that is not set has no field. Days are ISO texts of the reader's own time. */
export type RecordingFilter = Readonly<Partial<Record<FilterName, string>>>;

/** What is found by them tells what was said or written about it: they need the right `recordings.play`. */
export const WORD_FILTERS: readonly FilterName[] = ["text", "note", "tag"];
/** Without another filter than these it is the list of the recordings, and no search in the index. */
const OF_THE_LIST: readonly FilterName[] = ["from", "to", "state", "service"];
export const OPEN_STATES: readonly string[] = ["announced", "pending", "importing"];
const LONGEST_VALUE = 500;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** The filters in an address. Unknown parameters and empty ones are left out. */
export function filterIn(query: Readonly<Record<string, string | undefined>>): RecordingFilter {
  const given = FILTER_NAMES.map((name) => [name, query[name]?.trim() ?? ""] as const);
  return Object.fromEntries(given.filter(([, value]) => value !== ""));
}

export function without(filter: RecordingFilter, names: readonly FilterName[]): RecordingFilter {
  const kept = Object.entries(filter).filter(([name]) => !names.includes(name as FilterName));
  return Object.fromEntries(kept);
}

/** The same filter with one more, or without it if the value is empty. */
export function changed(filter: RecordingFilter, changes: RecordingFilter): RecordingFilter {
  return filterIn({ ...filter, ...changes });
}

/** The page's address with the filters. Two filters are the same if their addresses are. */
export function addressOf(filter: RecordingFilter, path = "/recordings"): string {
  const parameters = FILTER_NAMES.flatMap((name) => {
    const value = filter[name];
    return value ? [`${name}=${encodeURIComponent(value)}`] : [];
  });
  return parameters.length === 0 ? path : `${path}?${parameters.join("&")}`;
}

/** What the server is asked for: the reader's own days as moments. */
export function requestQuery(filter: RecordingFilter): Query {
  const { from, to } = filter;
  return {
    ...filter,
    ...(from && { from: momentOf(from, 0) }),
    ...(to && { to: momentOf(to, 1) }),
  };
}

/** The beginning of a day, or of the day after it. A time stays as it is. */
function momentOf(day: string, later: number): string {
  if (!DAY.test(day)) return day.slice(0, LONGEST_VALUE);
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  const time = new Date(year, month - 1, date + later);
  return Number.isNaN(time.getTime()) ? day : time.toISOString().replace(".000Z", "Z");
}

/** Whether the index answers, which has recordings in a final state only. */
export function isSearch(filter: RecordingFilter): boolean {
  return FILTER_NAMES.some((name) => filter[name] && !OF_THE_LIST.includes(name));
}

export function isEmpty(filter: RecordingFilter): boolean {
  return Object.keys(filter).length === 0;
}
