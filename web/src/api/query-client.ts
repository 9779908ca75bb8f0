/** The cache of what the server said to one signed-in person. Not part of the first load: the live board has its own. */
import { QueryClient, type QueryObserverOptions } from "@tanstack/query-core";
import { createContext } from "preact";
import { useContext, useLayoutEffect } from "preact/hooks";
import { SignedInContext } from "../access/signed-in";
import type { ApiClient } from "./client";
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

/** For a component outside of a signed-in page: the client to use. */
export const QueryClientContext = createContext<QueryClient | null>(null);

// One for each sign-in, made when a page first needs it.
const clients = new WeakMap<ApiClient, QueryClient>();

function clientOf(api: ApiClient): QueryClient {
  const client = clients.get(api) ?? createQueryClient();
  clients.set(api, client);
  return client;
}

export function useQueryClient(): QueryClient {
  const given = useContext(QueryClientContext);
  const signedIn = useContext(SignedInContext);
  const client = given ?? (signedIn && clientOf(signedIn.api));
  if (client === null) throw new Error("There is no QueryClient around this component");
  // Mounted, it reads again when the window gets the focus or the network returns.
  useLayoutEffect(() => {
    client.mount();
    return () => client.unmount();
  }, [client]);
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

export function asProblem<Data>(request: Promise<Data>): Promise<Data> {
  return request.catch((error: unknown) => {
    throw problemFrom(error);
  });
}
