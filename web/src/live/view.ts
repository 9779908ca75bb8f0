import { type RealtimeUser, STATUSES, type Status } from "./answers";
import { hasCall, statusLabel } from "./statuses";

/** Which lines are shown, and in which order. */
export interface View {
  readonly text: string;
  readonly statuses: readonly Status[];
  readonly sort: Sort;
}

export interface Sort {
  readonly column: Column;
  readonly descending: boolean;
}

export const COLUMNS = [
  "user",
  "extension",
  "status",
  "since",
  "direction",
  "number",
  "name",
  "queue",
  "recording",
] as const;
export type Column = (typeof COLUMNS)[number];

export const FIRST_VIEW: View = { text: "", statuses: [], sort: { column: "user", descending: false } };

/** What the page shows of the users under a view. */
export interface Shown {
  readonly users: readonly RealtimeUser[];
  /** How many lines the text leaves of each status, whatever statuses are chosen. */
  readonly counts: Readonly<Record<Status, number>>;
  readonly matching: number;
}

export function show(users: Iterable<RealtimeUser>, view: View): Shown {
  const matching = [...users].filter(textFilter(view.text));
  const chosen =
    view.statuses.length === 0 ? matching : matching.filter((user) => view.statuses.includes(user.status));
  return { users: sorted(chosen, view.sort), counts: countByStatus(matching), matching: matching.length };
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

// 555-0123 finds +16505550123; a word with a letter in it is no number.
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

const COLLATOR = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

type SortValue = string | number | null;

const SORT_VALUES: Readonly<Record<Column, (user: RealtimeUser) => SortValue>> = {
  user: (user) => user.name,
  extension: (user) => user.extension_number,
  status: (user) => STATUSES.indexOf(user.status),
  since: (user) => (user.since === null ? null : Date.parse(user.since)),
  direction: (user) => user.direction,
  number: (user) => user.other_party?.number ?? null,
  name: (user) => user.other_party?.name ?? null,
  queue: (user) => user.queue,
  recording: (user) => (hasCall(user) ? Number(!user.recording) : null),
};

function sorted(users: readonly RealtimeUser[], sort: Sort): RealtimeUser[] {
  const value = SORT_VALUES[sort.column];
  const keyed = users.map((user) => ({ user, value: value(user) }));
  keyed.sort(
    (one, other) => compare(one.value, other.value, sort.descending) || byName(one.user, other.user),
  );
  return keyed.map(({ user }) => user);
}

// Lines that have nothing in a column stay at the end in both directions.
function compare(one: SortValue, other: SortValue, descending: boolean): number {
  if (one === null || other === null) return Number(one === null) - Number(other === null);
  const order =
    typeof one === "number" && typeof other === "number"
      ? one - other
      : COLLATOR.compare(`${one}`, `${other}`);
  return descending ? -order : order;
}

function byName(one: RealtimeUser, other: RealtimeUser): number {
  return (
    COLLATOR.compare(one.name, other.name) ||
    COLLATOR.compare(one.service, other.service) ||
    COLLATOR.compare(one.extension_id, other.extension_id)
  );
}

/** A click on a column: sorted by it, or the other way round. */
export function sortedBy(view: View, column: Column): View {
  const descending = view.sort.column === column && !view.sort.descending;
  return { ...view, sort: { column, descending } };
}

/** A click on a status: shown as well, or no longer. */
export function toggled(view: View, status: Status): View {
  const chosen = view.statuses.includes(status);
  const statuses = chosen ? view.statuses.filter((other) => other !== status) : [...view.statuses, status];
  return { ...view, statuses };
}

/** The view that an address asks for; what it does not say is as at first. */
export function viewIn(query: string): View {
  const parameters = new URLSearchParams(query);
  const wanted = parameters.getAll("status");
  const sort = parameters.get("sort") ?? "";
  const column = COLUMNS.find((known) => known === sort.replace(/^-/, ""));
  return {
    text: parameters.get("find") ?? "",
    statuses: STATUSES.filter((status) => wanted.includes(status)),
    sort: column === undefined ? FIRST_VIEW.sort : { column, descending: sort.startsWith("-") },
  };
}

/** The address's query for a view, empty for the first one. */
export function queryOf(view: View): string {
  const parameters = new URLSearchParams();
  if (view.text.trim()) parameters.set("find", view.text.trim());
  for (const status of view.statuses) parameters.append("status", status);
  const sort = `${view.sort.descending ? "-" : ""}${view.sort.column}`;
  if (sort !== FIRST_VIEW.sort.column) parameters.set("sort", sort);
  const query = parameters.toString();
  return query && `?${query}`;
}
