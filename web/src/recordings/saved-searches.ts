/** Saved searches: a name for filters and columns, for oneself or for everyone. */
import * as v from "valibot";
import { type ApiClient, pathOf } from "../api/client";
import type { Same, Unreadable } from "../api/document";
import { type QueryOptions, queryOptions } from "../api/query-client";
import { flag, list, number, text, textOrNull } from "../api/reading";
import { addressOf, filterIn, type RecordingFilter } from "./filter";

/** Every request throws Problem, ContractError. */

export const SEARCHES_KEY = ["searches"] as const;
export const LONGEST_NAME = 100;
const PATH = "/v1/searches" as const;

const SEARCH = v.object({
  id: text,
  version: number,
  name: text,
  /** Names and values of query parameters; a newer server may send some that this console does not know. */
  query: v.nullish(v.record(v.string(), text), {}),
  columns: list(text),
  shared: flag(false),
  owner: v.nullish(v.object({ id: text, name: textOrNull }), { id: "", name: null }),
  mine: flag(false),
});
export type SavedSearch = Readonly<v.InferOutput<typeof SEARCH>>;
const SEARCHES = v.object({ items: list(SEARCH) });

/** What is saved under a name. */
export interface SearchContent {
  readonly name: string;
  readonly query: RecordingFilter;
  readonly columns: readonly string[];
  readonly shared: boolean;
}

export function searchesQuery(api: ApiClient): QueryOptions<readonly SavedSearch[]> {
  return queryOptions(SEARCHES_KEY, async () => (await api.get(PATH, SEARCHES)).items);
}

export function addSearch(api: ApiClient, body: SearchContent): Promise<SavedSearch> {
  return api.post(PATH, SEARCH, { body });
}

/** Refused with 409 if someone has changed it since it was read. */
export function changeSearch(
  api: ApiClient,
  { id, version, ...present }: SavedSearch,
  changes: Partial<SearchContent>,
): Promise<SavedSearch> {
  const { name, query, columns, shared } = present;
  const body = { name, query, columns, shared, ...changes, version };
  return api.put(pathOfSearch(id), SEARCH, { body });
}

export function deleteSearch(api: ApiClient, { id, version }: SavedSearch): Promise<void> {
  return api.delete(pathOfSearch(id), { query: { version: String(version) } });
}

function pathOfSearch(id: string) {
  return pathOf("/v1/searches/{search}", id);
}

export function addressOfSearch({ query }: SavedSearch): string {
  return addressOf(filterIn(query));
}

/** Checked by the compiler: what is read here is what docs/openapi.json describes. */
export type AsDescribed = Same<Unreadable<"SavedSearchView", SavedSearch>>;
