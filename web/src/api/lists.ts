/** Lists that the server gives in pages. */
import { InfiniteQueryObserver } from "@tanstack/query-core";
import { useEffect, useLayoutEffect, useMemo, useReducer, useState } from "preact/hooks";
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

export interface CursorList<Item, Page extends ListPage<Item> = ListPage<Item>> {
  readonly items: readonly Item[];
  /** The pages that have been read, with what else the server says about each. */
  readonly pages: readonly Page[];
  /** Nothing has been read yet. */
  readonly isPending: boolean;
  readonly isReading: boolean;
  readonly hasMore: boolean;
  readonly problem: Problem | null;
  readonly more: () => void;
  readonly retry: () => void;
}

/** A list, read page by page as the person asks for more. What was shown stays until another list has been read. */
export function useCursorList<Item, Page extends ListPage<Item> = ListPage<Item>>(
  key: readonly unknown[],
  request: (cursor: string | null) => Promise<Page & ListPage<Item>>,
  mostPagesAtOnce = MOST_PAGES_AT_ONCE,
): CursorList<Item, Page> {
  const client = useQueryClient();
  const options = {
    queryKey: key,
    queryFn: ({ pageParam }: { pageParam: string | null }) => request(pageParam).catch(asProblem),
    initialPageParam: null as string | null,
    getNextPageParam: (last: Page) => last.next,
    placeholderData: <Data>(before: Data | undefined) => before,
  };
  const [observer] = useState(
    () =>
      new InfiniteQueryObserver<Page, Problem, Pages<Page>, readonly unknown[], string | null>(
        client,
        options,
      ),
  );
  const [, renderAgain] = useReducer((count: number) => count + 1, 0);
  useLayoutEffect(() => observer.subscribe(() => renderAgain(undefined)), [observer]);
  useLayoutEffect(() => observer.setOptions(options));
  const result = observer.getCurrentResult();
  const { data } = result;
  useReadingOn(result, mostPagesAtOnce);
  const pages = useMemo(() => data?.pages ?? [], [data]);
  const items = useMemo(() => pages.flatMap((page) => page.items), [pages]);
  return {
    items,
    pages,
    isPending: result.isPending,
    isReading: result.isFetching,
    hasMore: result.hasNextPage,
    problem: result.error,
    more: () => void observer.fetchNextPage(),
    retry: () => void observer.refetch(),
  };
}

// A page whose filter left few items may be empty, and the list still goes on.
const ENOUGH_ITEMS = 20;
const MOST_PAGES_AT_ONCE = 10;

interface Pages<Page> {
  readonly pages: readonly Page[];
}

interface Continuing {
  readonly data: { readonly pages: readonly ListPage<unknown>[] } | undefined;
  readonly hasNextPage: boolean;
  readonly isFetching: boolean;
  readonly isError: boolean;
  readonly isPlaceholderData: boolean;
  fetchNextPage(): unknown;
}

/** Reads on while there are too few items to fill a screen. */
function useReadingOn(result: Continuing, mostPages: number): void {
  const { data, hasNextPage, isFetching, isError, isPlaceholderData, fetchNextPage } = result;
  const pages = data?.pages ?? [];
  const count = pages.reduce((sum, page) => sum + page.items.length, 0);
  const isDue = hasNextPage && !isFetching && !isError && !isPlaceholderData;
  const readsOn = isDue && count < ENOUGH_ITEMS && pages.length < mostPages;
  useEffect(() => {
    if (readsOn) fetchNextPage();
  }, [readsOn, fetchNextPage]);
}

function asProblem(error: unknown): never {
  throw problemFrom(error);
}
