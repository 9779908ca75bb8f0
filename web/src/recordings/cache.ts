import type { QueryClient } from "@tanstack/query-core";
import { identifierOf, type Recording, type RecordingPage } from "./answers";
import { RECORDINGS_KEY } from "./requests";

interface Pages {
  readonly pages: readonly RecordingPage[];
}

/** Shows what is now known of some recordings, by identifier. To read the lists again would cost each of their pages. */
export function updateRows(queries: QueryClient, changes: ReadonlyMap<string, Partial<Recording>>): void {
  const updated = (row: Recording): Recording => ({ ...row, ...changes.get(identifierOf(row)) });
  queries.setQueriesData<Pages>(
    { queryKey: [...RECORDINGS_KEY, "list"] },
    (list) =>
      list && { ...list, pages: list.pages.map((page) => ({ ...page, items: page.items.map(updated) })) },
  );
}
