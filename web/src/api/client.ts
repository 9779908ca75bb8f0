import type { Path } from "./document";
import { Problem, problemIn, unreachable } from "./problem";
import { read, type Schema } from "./reading";

const TIMEOUT_MILLISECONDS = 15_000;
const FILE_TIMEOUT_MILLISECONDS = 60_000;

/** A path of the API; one with ids in it is filled in by `pathOf`. */
export type Address = Path | `/v1/${string}`;

export type Fetch = (path: string, request?: RequestInit) => Promise<Response>;

/** Where requests get their bearer token. `renew` returns false when the sign-in is over. */
export interface Tokens {
  access(): string | null;
  renew(): Promise<boolean>;
}

/** A part of the API that needs no sign-in. Throws Problem, ContractError. */
export async function readPublic<Answer>(fetch: Fetch, path: Path, schema: Schema<Answer>): Promise<Answer> {
  return read(schema, await bodyOf(await accepted(await send(fetch, path))));
}

/**
 * The API as the signed-in person sees it. Each request names the schema of its answer, so that no unchecked
 * answer gets further. Every method throws Problem or ContractError.
 */
export class ApiClient {
  constructor(
    private readonly fetch: Fetch,
    private readonly tokens: Tokens,
    /** Called for each final 401 and 403: the sign-in is over, or does not suffice (any more). */
    private readonly refused: (problem: Problem) => void,
  ) {}

  async get<Answer>(path: Address, schema: Schema<Answer>, query: Query = {}): Promise<Answer> {
    return read(schema, await this.request("GET", path, { query }));
  }

  async post<Answer>(path: Address, schema: Schema<Answer>, sent: Sent = {}): Promise<Answer> {
    return read(schema, await this.request("POST", path, sent));
  }

  /** Changes what has the version that the person has seen: a stale one is refused with 412. */
  async patch<Answer>(path: Address, schema: Schema<Answer>, sent: Versioned): Promise<Answer> {
    return read(schema, await this.request("PATCH", path, sent));
  }

  async put<Answer>(path: Address, schema: Schema<Answer>, sent: Sent = {}): Promise<Answer> {
    return read(schema, await this.request("PUT", path, sent));
  }

  async delete(path: Address, sent: Sent = {}): Promise<void> {
    await this.request("DELETE", path, sent);
  }

  /** An answer that is a file, or a part of one: `next` is the address of the following part. */
  async file(path: Address, query: Query = {}): Promise<FilePart> {
    const response = await this.answer("GET", path, { query });
    return { content: await response.text(), next: nextIn(response.headers.get("Link")) };
  }

  private async request(method: string, path: Address, sent: Sent): Promise<unknown> {
    return bodyOf(await this.answer(method, path, sent));
  }

  private async answer(method: string, path: Address, sent: Sent): Promise<Response> {
    try {
      return await accepted(await this.withRenewal(method, path, sent));
    } catch (error) {
      if (error instanceof Problem && (error.status === 401 || error.status === 403)) this.refused(error);
      throw error;
    }
  }

  // An access token lives for an hour at most: the first 401 means that the token is over, the second that the
  // sign-in is.
  private async withRenewal(method: string, path: Address, sent: Sent): Promise<Response> {
    const response = await this.withToken(method, path, sent);
    if (response.status !== 401 || !(await this.tokens.renew())) return response;
    return this.withToken(method, path, sent);
  }

  private withToken(method: string, path: Address, sent: Sent): Promise<Response> {
    const token = this.tokens.access();
    const headers = { ...headersOf(sent), ...(token !== null && { Authorization: `Bearer ${token}` }) };
    const body = sent.file ?? (sent.body === undefined ? undefined : JSON.stringify(sent.body));
    return send(this.fetch, `${path}${queryText(sent.query ?? {})}`, {
      method,
      headers,
      ...(body !== undefined && { body }),
      ...(sent.outlivesPage && { keepalive: true }),
    });
  }
}

export interface FilePart {
  readonly content: string;
  readonly next: Address | null;
}

// Link: </v1/users/export?cursor=x>; rel="next"
function nextIn(link: string | null): Address | null {
  const address = /<(\/v1\/[^>]*)>;\s*rel="?next"?/.exec(link ?? "")?.[1];
  return address === undefined ? null : (address as Address);
}

/** What goes with a request. */
export interface Sent {
  readonly query?: Query;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as it is, byte for byte. */
  readonly file?: Blob;
  /** The version that the person has seen. */
  readonly version?: number;
  /** Sent to its end, even if the person leaves the page meanwhile. */
  readonly outlivesPage?: boolean;
}

export type Versioned = Sent & { readonly version: number };

function headersOf({ body, file, version }: Sent): Record<string, string> {
  return {
    ...(body !== undefined && { "Content-Type": "application/json" }),
    // Only bytes are handed over unchanged by the gateway, whatever encoding the file has.
    ...(file && { "Content-Type": "application/octet-stream" }),
    ...(version !== undefined && { "If-Match": `"${version}"` }),
  };
}

/** The path with ids in its places: `pathOf("/v1/users/{user_id}", id)`. */
export function pathOf(template: Path, ...ids: readonly string[]): `/v1/${string}` {
  const waiting = [...ids];
  return template.replaceAll(/\{\w+\}/g, () => encodeURIComponent(waiting.shift() ?? "")) as `/v1/${string}`;
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
      signal: AbortSignal.timeout(
        request.body instanceof Blob ? FILE_TIMEOUT_MILLISECONDS : TIMEOUT_MILLISECONDS,
      ),
    });
  } catch {
    throw unreachable();
  }
}

async function accepted(response: Response): Promise<Response> {
  if (!response.ok) throw await problemIn(response);
  return response;
}

async function bodyOf(response: Response): Promise<unknown> {
  if (response.status === 204) return undefined;
  try {
    return await response.json();
  } catch {
    throw unreachable();
  }
}
