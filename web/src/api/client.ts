import {
  type Configuration,
  type Me,
  type RealtimeSnapshot,
  type RealtimeUser,
  readConfiguration,
  readMe,
  readSnapshot,
  readTicket,
} from "./contract";
import { Problem, problemIn, unreachable } from "./problem";

const TIMEOUT_MILLISECONDS = 15_000;
// 100 pages of 5,000 users: more is an error of the server, not an account.
const MOST_PAGES = 100;

export type Fetch = (path: string, request?: RequestInit) => Promise<Response>;

/** Where requests get their bearer. `renew` answers false when the sign-in is over. */
export interface Tokens {
  access(): string | null;
  renew(): Promise<boolean>;
}

/** The public part of the API: how to sign in. Throws Problem, ContractError. */
export async function readPublicConfiguration(fetch: Fetch): Promise<Configuration> {
  return readConfiguration(await answerOf(await ask(fetch, "/v1/configuration")));
}

/** The API as the signed-in person sees it. Every method throws Problem or ContractError. */
export class Api {
  constructor(
    private readonly fetch: Fetch,
    private readonly tokens: Tokens,
    /** Told of each final 401 and 403: the sign-in is over, or was never enough. */
    private readonly refused: (problem: Problem) => void,
  ) {}

  async me(): Promise<Me> {
    return readMe(await this.request("/v1/me"));
  }

  /** All pages as one snapshot. */
  async realtime(): Promise<RealtimeSnapshot> {
    const first = await this.page(null);
    const users: RealtimeUser[] = [...first.users];
    let next = first.next;
    for (let pages = 1; next !== null && pages < MOST_PAGES; pages += 1) {
      const page = await this.page(next);
      users.push(...page.users);
      next = page.next;
    }
    return { ...first, users, next: null };
  }

  /** A one-time ticket that opens the socket within 30 seconds. */
  async ticket(): Promise<string> {
    return readTicket(await this.request("/v1/realtime/tickets", "POST"));
  }

  private async page(cursor: string | null): Promise<RealtimeSnapshot> {
    const query = cursor === null ? "" : `?cursor=${encodeURIComponent(cursor)}`;
    return readSnapshot(await this.request(`/v1/realtime${query}`));
  }

  private async request(path: string, method = "GET"): Promise<unknown> {
    try {
      return await answerOf(await this.withRenewal(path, method));
    } catch (error) {
      if (error instanceof Problem && (error.status === 401 || error.status === 403)) this.refused(error);
      throw error;
    }
  }

  // An access token lives for an hour at most: the first 401 says that it is over, the second that the sign-in is.
  private async withRenewal(path: string, method: string): Promise<Response> {
    const response = await this.send(path, method);
    if (response.status !== 401 || !(await this.tokens.renew())) return response;
    return this.send(path, method);
  }

  private send(path: string, method: string): Promise<Response> {
    const token = this.tokens.access();
    const headers: Record<string, string> = token === null ? {} : { Authorization: `Bearer ${token}` };
    return ask(this.fetch, path, { method, headers });
  }
}

async function ask(fetch: Fetch, path: string, request: RequestInit = {}): Promise<Response> {
  try {
    return await fetch(path, {
      ...request,
      headers: { Accept: "application/json", ...request.headers },
      cache: "no-store",
      signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
    });
  } catch {
    throw unreachable();
  }
}

async function answerOf(response: Response): Promise<unknown> {
  if (!response.ok) throw await problemIn(response);
  try {
    return await response.json();
  } catch {
    throw unreachable();
  }
}
