import { compareValues, type Sort } from "../components/table/columns";
import { type RealtimeUser, STATUSES, type Status } from "./answers";
import { COLUMN_IDS } from "./columns";
import { statusLabel } from "./statuses";

/** Which users are shown, and in which order. */
export interface View {
  readonly text: string;
  readonly statuses: readonly Status[];
  readonly sort: Sort;
}

export const DEFAULT_VIEW: View = { text: "", statuses: [], sort: { column: "user", descending: false } };

/** The users that match a view. */
export interface Shown {
  /** By name; the table sorts them by the view's column. */
  readonly users: readonly RealtimeUser[];
  /** How many users of each status match the text, whether the status is chosen or not. */
  readonly counts: Readonly<Record<Status, number>>;
  readonly matching: number;
}

export function show(users: Iterable<RealtimeUser>, view: View): Shown {
  const matching = [...users].filter(textFilter(view.text));
  const { statuses } = view;
  const chosen = matching.filter((user) => statuses.length === 0 || statuses.includes(user.status));
  return { users: chosen.sort(byName), counts: countByStatus(matching), matching: matching.length };
}

function countByStatus(users: readonly RealtimeUser[]): Record<Status, number> {
  const counts = Object.fromEntries(STATUSES.map((status) => [status, 0])) as Record<Status, number>;
  for (const user of users) counts[user.status] += 1;
  return counts;
}

function textFilter(text: string): (user: RealtimeUser) => boolean {
  const words = text.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return () => true;
  return (user) => {
    const haystack = searchable(user);
    const digits = haystack.replace(/\D/g, "");
    return words.every((word) => haystack.includes(word) || includesNumber(digits, word));
  };
}

// 555-0123 finds +16505550123; a word with a letter in it is not a number.
function includesNumber(digits: string, word: string): boolean {
  const wanted = word.replace(/[\s().+-]/g, "");
  return wanted.length > 1 && /^\d+$/.test(wanted) && digits.includes(wanted);
}

function searchable(user: RealtimeUser): string {
  const parts = [
    user.name,
    user.extension_number,
    statusLabel(user.status),
    user.service,
    user.direction,
    user.other_party?.number,
    user.other_party?.name,
    user.queue,
  ];
  return parts.filter(Boolean).join("\n").toLocaleLowerCase();
}

// The order of users whose lines are equal in the column that the table is sorted by.
function byName(one: RealtimeUser, other: RealtimeUser): number {
  return (
    compareValues(one.name, other.name) ||
    compareValues(one.service, other.service) ||
    compareValues(one.extension_id, other.extension_id)
  );
}

/** The other direction of the same column. */
export function reversed(sort: Sort): Sort {
  return { ...sort, descending: !sort.descending };
}

/** Chooses a status, or no longer. */
export function toggled(view: View, status: Status): View {
  const chosen = view.statuses.includes(status);
  const statuses = chosen ? view.statuses.filter((other) => other !== status) : [...view.statuses, status];
  return { ...view, statuses };
}

/** The view that an address describes; what it leaves out has its default. */
export function viewIn(query: string): View {
  const parameters = new URLSearchParams(query);
  const wanted = parameters.getAll("status");
  const sort = parameters.get("sort") ?? "";
  const column = COLUMN_IDS.find((known) => known === sort.replace(/^-/, ""));
  return {
    text: parameters.get("find") ?? "",
    statuses: STATUSES.filter((status) => wanted.includes(status)),
    sort: column === undefined ? DEFAULT_VIEW.sort : { column, descending: sort.startsWith("-") },
  };
}

/** The address's query for a view; empty for the default view. */
export function queryOf(view: View): string {
  const parameters = new URLSearchParams();
  if (view.text.trim()) parameters.set("find", view.text.trim());
  for (const status of view.statuses) parameters.append("status", status);
  const sort = `${view.sort.descending ? "-" : ""}${view.sort.column}`;
  if (sort !== DEFAULT_VIEW.sort.column) parameters.set("sort", sort);
  const query = parameters.toString();
  return query && `?${query}`;
}
