/** Tags of recordings: the names in use, and the change of several recordings together. */
import * as v from "valibot";
import type { ApiClient } from "../api/client";
import type { Differences, Same, Unreadable } from "../api/document";
import { type QueryOptions, queryOptions } from "../api/query-client";
import { list, text } from "../api/reading";

/** Every request throws Problem, ContractError. */

export const TAGS_KEY = ["tags"] as const;
export const LONGEST_TAG = 50;
/** The most recordings of one request. */
export const MOST_TOGETHER = 50;

const TAGS = v.object({ items: list(text) });

/** The tags in use in some services: those of one that cannot be read are left out. */
export function tagsQuery(api: ApiClient, services: readonly string[]): QueryOptions<readonly string[]> {
  return queryOptions<readonly string[]>([...TAGS_KEY, ...services], async () => {
    const found = await Promise.all(services.map((service) => tagsOf(api, service).catch(() => [])));
    return [...new Set(found.flat())].sort();
  });
}

async function tagsOf(api: ApiClient, service: string): Promise<readonly string[]> {
  return (await api.get("/v1/tags", TAGS, { service })).items;
}

const REFUSAL = v.object({ code: text, field: v.fallback(text, ""), detail: v.fallback(text, "") });

/** `tags` are null where nothing was changed: `errors` say why. */
const TAGGED = v.object({
  recording: text,
  tags: v.nullish(v.pipe(v.array(text), v.readonly()), null),
  errors: list(REFUSAL),
});
export type Tagged = Readonly<v.InferOutput<typeof TAGGED>>;
const TAGGED_LIST = v.object({ items: list(TAGGED) });

export interface TagChange {
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

/** One request after the other: what was tagged before a failure stays tagged. */
export async function tagTogether(
  api: ApiClient,
  recordings: readonly string[],
  change: TagChange,
  progress: (done: number) => void,
): Promise<readonly Tagged[]> {
  const results: Tagged[] = [];
  for (const some of portionsOf(recordings)) {
    const body = { recordings: some, add: change.add, remove: change.remove };
    results.push(...(await api.post("/v1/tags", TAGGED_LIST, { body })).items);
    progress(results.length);
  }
  return results;
}

export function portionsOf<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  const count = Math.ceil(items.length / MOST_TOGETHER);
  return Array.from({ length: count }, (_, index) =>
    items.slice(index * MOST_TOGETHER, (index + 1) * MOST_TOGETHER),
  );
}

/** The tags in a text with commas between them, each once. */
export function tagsIn(typed: string): readonly string[] {
  const tags = typed.split(",").map((tag) => tag.trim().replaceAll(/\s+/g, " "));
  return [...new Set(tags.filter((tag) => tag !== ""))];
}

/** Checked by the compiler: what is read here is what docs/openapi.json describes. */
export type AsDescribed = Same<
  Unreadable<"TaggedRecording", Tagged> | Differences<"TagsOfSeveralBody", TagChange>
>;
