/** Lists that the server gives in pages. */
import { InfiniteQueryObserver } from "@tanstack/query-core";
import { useLayoutEffect, useMemo, useReducer, useState } from "preact/hooks";
import * as v from "valibot";
import { type Problem, problemFrom } from "./problem";
import { useQueryClient } from "./query-client";
import { list, type Schema, textOrNull } from "./reading";

/** One page of a list; `next` is the cursor of the following one. */
export interface ListPage<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}

export function listPage<Item>(item: Schema<Item>): Schema<ListPage<Item>> {
  return v.object({ items: list(item), next: textOrNull });
}

export interface CursorList<Item> {
  readonly items: readonly Item[];
  /** Nothing has been read yet. */
  readonly isPending: boolean;
  readonly isReading: boolean;
  readonly hasMore: boolean;
  readonly problem: Problem | null;
  readonly more: () => void;
  readonly retry: () => void;
}

type Pages<Item> = { readonly pages: readonly ListPage<Item>[] };

/** A list, read page by page as the person asks for more. What was shown stays until another list has been read. */
export function useCursorList<Item>(
  key: readonly unknown[],
  request: (cursor: string | null) => Promise<ListPage<Item>>,
): CursorList<Item> {
  const client = useQueryClient();
  const options = {
    queryKey: key,
    queryFn: ({ pageParam }: { pageParam: string | null }) => request(pageParam).catch(asProblem),
    initialPageParam: null as string | null,
    getNextPageParam: (last: ListPage<Item>) => last.next,
    placeholderData: <Data>(before: Data | undefined) => before,
  };
  const [observer] = useState(
    () =>
      new InfiniteQueryObserver<ListPage<Item>, Problem, Pages<Item>, readonly unknown[], string | null>(
        client,
        options,
      ),
  );
  const [, renderAgain] = useReducer((count: number) => count + 1, 0);
  useLayoutEffect(() => observer.subscribe(() => renderAgain(undefined)), [observer]);
  useLayoutEffect(() => observer.setOptions(options));
  const result = observer.getCurrentResult();
  const { data } = result;
  const items = useMemo(() => data?.pages.flatMap((page) => page.items) ?? [], [data]);
  return {
    items,
    isPending: result.isPending,
    isReading: result.isFetching,
    hasMore: result.hasNextPage,
    problem: result.error,
    more: () => void observer.fetchNextPage(),
    retry: () => void observer.refetch(),
  };
}

function asProblem(error: unknown): never {
  throw problemFrom(error);
}
