/** Tags of recordings: the names in use, and the change of several recordings together. */
import * as v from "valibot";
import type { ApiClient } from "../api/client";
import { type QueryOptions, queryOptions } from "../api/query-client";
import { list, text } from "../api/reading";

/** Every request throws Problem, ContractError. */

export const TAGS_KEY = ["tags"] as const;
export const LONGEST_TAG = 50;
/** The most recordings of one request. */
export const MOST_TOGETHER = 50;

const TAGS = v.object({ items: list(text) });

/** The tags in use, of a service or of all. */
export function tagsQuery(api: ApiClient, service: string): QueryOptions<readonly string[]> {
  const query = { service: service || null };
  return queryOptions([...TAGS_KEY, service], async () => (await api.get("/v1/tags", TAGS, query)).items);
}
