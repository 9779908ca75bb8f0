import type { ApiClient } from "../api/client";
import { type RealtimeSnapshot, type RealtimeUser, SNAPSHOT, TICKET } from "./answers";

// 100 pages of 5,000 users: more is an error of the server.
const MOST_PAGES = 100;

/** Every user's line: all pages of the answer as one snapshot. Throws Problem, ContractError. */
export async function readSnapshot(api: ApiClient): Promise<RealtimeSnapshot> {
  const first = await readPage(api, null);
  const users: RealtimeUser[] = [...first.users];
  let next = first.next;
  for (let pages = 1; next !== null && pages < MOST_PAGES; pages += 1) {
    const page = await readPage(api, next);
    users.push(...page.users);
    next = page.next;
  }
  return { ...first, users, next: null };
}

function readPage(api: ApiClient, cursor: string | null): Promise<RealtimeSnapshot> {
  return api.get("/v1/realtime", SNAPSHOT, { cursor });
}

/** A one-time ticket that opens the socket within 30 seconds. Throws Problem, ContractError. */
export async function issueTicket(api: ApiClient): Promise<string> {
  const { ticket } = await api.post("/v1/realtime/tickets", TICKET);
  return ticket;
}
