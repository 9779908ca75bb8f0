import type { Path } from "./document";
import { Problem, problemIn, unreachable } from "./problem";
import { read, type Schema } from "./reading";

const TIMEOUT_MILLISECONDS = 15_000;

export type Fetch = (path: string, request?: RequestInit) => Promise<Response>;

/** Where requests get their bearer token. `renew` returns false when the sign-in is over. */
export interface Tokens {
  access(): string | null;
  renew(): Promise<boolean>;
}

/** A part of the API that needs no sign-in. Throws Problem, ContractError. */
export async function readPublic<Answer>(fetch: Fetch, path: Path, schema: Schema<Answer>): Promise<Answer> {
  return read(schema, await bodyOf(await send(fetch, path)));
}

/**
 * The API as the signed-in person sees it. Each request names the schema of its answer, so that no unchecked
 * answer gets further. Every method throws Problem or ContractError.
 */
export class ApiClient {
  constructor(
    private readonly fetch: Fetch,
    private readonly tokens: Tokens,
    /** Called for each final 401 and 403: the sign-in is over, or was never sufficient. */
    private readonly refused: (problem: Problem) => void,
  ) {}

  async get<Answer>(path: Path, schema: Schema<Answer>, query: Query = {}): Promise<Answer> {
    return read(schema, await this.request("GET", `${path}${queryText(query)}`));
  }

  async post<Answer>(path: Path, schema: Schema<Answer>): Promise<Answer> {
    return read(schema, await this.request("POST", path));
  }

  private async request(method: string, address: string): Promise<unknown> {
    try {
      return await bodyOf(await this.withRenewal(method, address));
    } catch (error) {
      if (error instanceof Problem && (error.status === 401 || error.status === 403)) this.refused(error);
      throw error;
    }
  }

  // An access token lives for an hour at most: the first 401 means that the token is over, the second that the
  // sign-in is.
  private async withRenewal(method: string, address: string): Promise<Response> {
    const response = await this.withToken(method, address);
    if (response.status !== 401 || !(await this.tokens.renew())) return response;
    return this.withToken(method, address);
  }

  private withToken(method: string, address: string): Promise<Response> {
    const token = this.tokens.access();
    const headers: Record<string, string> = token === null ? {} : { Authorization: `Bearer ${token}` };
    return send(this.fetch, address, { method, headers });
  }
}

export type Query = Readonly<Record<string, string | null>>;

function queryText(query: Query): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== null);
  const text = given.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&");
  return text && `?${text}`;
}

async function send(fetch: Fetch, address: string, request: RequestInit = {}): Promise<Response> {
  try {
    return await fetch(address, {
      ...request,
      headers: { Accept: "application/json", ...request.headers },
      cache: "no-store",
      signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
    });
  } catch {
    throw unreachable();
  }
}

async function bodyOf(response: Response): Promise<unknown> {
  if (!response.ok) throw await problemIn(response);
  try {
    return await response.json();
  } catch {
    throw unreachable();
  }
}
