/**
 * Server state by TanStack Query, for everything but the live board: a thin adapter from its core to Preact.
 * (Its own Preact package does not accept Preact 11 yet; see docs/decisions/console-frame.md.)
 */
import {
  MutationObserver,
  type MutationObserverOptions,
  type MutationObserverResult,
  QueryClient,
  QueryObserver,
  type QueryObserverOptions,
  type QueryObserverResult,
} from "@tanstack/query-core";
import { createContext } from "preact";
import { useContext, useLayoutEffect, useReducer, useState } from "preact/hooks";
import { type Problem, problemFrom } from "./problem";

const FRESH_MILLISECONDS = 30_000;
const RETRIES = 2;

/** The cache of one signed-in person. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { staleTime: FRESH_MILLISECONDS, retry: worthRetrying, retryDelay: delayBeforeRetry },
    },
  });
}

// No answer, too many requests or an error of the server may pass; a refusal will not.
function worthRetrying(failures: number, error: unknown): boolean {
  const { status } = problemFrom(error);
  return failures < RETRIES && (status === 0 || status === 429 || status >= 500);
}

// The server may say how long to wait, for example when a person's budget is used up.
function delayBeforeRetry(failures: number, error: unknown): number {
  return Math.max(1000 * 2 ** failures, (problemFrom(error).retryAfterSeconds ?? 0) * 1000);
}

export const QueryClientContext = createContext<QueryClient | null>(null);

export function useQueryClient(): QueryClient {
  const client = useContext(QueryClientContext);
  if (client === null) throw new Error("There is no QueryClient around this component");
  return client;
}

export type QueryOptions<Data> = QueryObserverOptions<Data, Problem> & { queryKey: readonly unknown[] };

/** The options of a query whose failures are Problems. Use it with `useQuery` and `fetchQuery`. */
export function queryOptions<Data>(
  key: readonly unknown[],
  request: () => Promise<Data>,
  more: Omit<QueryObserverOptions<Data, Problem>, "queryKey" | "queryFn"> = {},
): QueryOptions<Data> {
  return { ...more, queryKey: key, queryFn: () => asProblem(request()) };
}

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

function asProblem<Data>(request: Promise<Data>): Promise<Data> {
  return request.catch((error: unknown) => {
    throw problemFrom(error);
  });
}

function useRendering(observer: { subscribe(listener: () => void): () => void }): void {
  const [, renderAgain] = useReducer((count: number) => count + 1, 0);
  useLayoutEffect(() => observer.subscribe(() => renderAgain(undefined)), [observer]);
}
