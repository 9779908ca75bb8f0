/**
 * Server state by TanStack Query, for everything but the live board: a thin adapter from its core to Preact.
 * (Its own Preact package does not accept Preact 11 yet; see docs/decisions/console-frame.md.)
 */
import {
  MutationObserver,
  type MutationObserverOptions,
  type MutationObserverResult,
  QueryObserver,
  type QueryObserverResult,
} from "@tanstack/query-core";
import { useLayoutEffect, useReducer, useState } from "preact/hooks";
import type { Problem } from "./problem";
import { asProblem, type QueryOptions, useQueryClient } from "./query-client";

/** What the server says, read when first needed and kept; the component renders again when it changes. */
export function useQuery<Data>(options: QueryOptions<Data>): QueryObserverResult<Data, Problem> {
  const client = useQueryClient();
  const [observer] = useState(() => new QueryObserver<Data, Problem>(client, options));
  const defaulted = client.defaultQueryOptions(options);
  const result = observer.getOptimisticResult(defaulted);
  useRendering(observer);
  useLayoutEffect(() => observer.setOptions(defaulted));
  return result;
}

export type Mutation<Data, Variables> = Omit<MutationObserverResult<Data, Problem, Variables>, "mutate"> & {
  /** Starts the change. A failure is in `error`. */
  mutate(variables: Variables): void;
};

/** A change on the server: `mutate` starts it, and the other fields say how it stands. */
export function useMutation<Data, Variables>(
  request: (variables: Variables) => Promise<Data>,
  more: Omit<MutationObserverOptions<Data, Problem, Variables>, "mutationFn"> = {},
): Mutation<Data, Variables> {
  const client = useQueryClient();
  const options = { ...more, mutationFn: (variables: Variables) => asProblem(request(variables)) };
  const [observer] = useState(() => new MutationObserver<Data, Problem, Variables>(client, options));
  useRendering(observer);
  useLayoutEffect(() => observer.setOptions(options));
  const mutate = (variables: Variables) => void observer.mutate(variables).catch(() => undefined);
  return { ...observer.getCurrentResult(), mutate };
}

function useRendering(observer: { subscribe(listener: () => void): () => void }): void {
  const [, renderAgain] = useReducer((count: number) => count + 1, 0);
  useLayoutEffect(() => observer.subscribe(() => renderAgain(undefined)), [observer]);
}
