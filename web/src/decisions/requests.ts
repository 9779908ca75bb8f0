import { type ApiClient, pathOf } from "../api/client";
import type { ListPage } from "../api/lists";
import { type QueryOptions, queryOptions } from "../api/query-client";
import { type Choice, DECISION, DECISIONS, type Decision } from "./answers";

/** Every request throws Problem, ContractError. */

/** Cached answers about decisions begin with this key. */
export const DECISIONS_KEY = ["decisions"] as const;

const PAGE = "50";
const COUNTED = "100";

export function readDecisions(
  api: ApiClient,
  service: string,
  cursor: string | null,
): Promise<ListPage<Decision>> {
  return api.get("/v1/users/decisions", DECISIONS, { service: service || null, cursor, limit: PAGE });
}

/** How many decisions are open. */
export interface Waiting {
  readonly count: number;
  readonly alarms: number;
  /** There are more than were counted. Those with an alarm come first, and were. */
  readonly isMore: boolean;
}

export function waitingQuery(api: ApiClient): QueryOptions<Waiting> {
  return queryOptions([...DECISIONS_KEY, "waiting"], async () => {
    const { items, next } = await api.get("/v1/users/decisions", DECISIONS, { limit: COUNTED });
    const alarms = items.filter(({ alarm }) => alarm).length;
    return { count: items.length, alarms, isMore: next !== null };
  });
}

/** What is decided. Without a last day the server takes its own. */
export interface Taken {
  readonly choice: Choice;
  readonly successor?: string;
  readonly last_day?: string;
}

export function takeDecision(api: ApiClient, { id, version }: Decision, body: Taken): Promise<Decision> {
  return api.post(pathOf("/v1/users/decisions/{decision_id}", id), DECISION, { body, version });
}
