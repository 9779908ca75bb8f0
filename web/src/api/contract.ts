/** What the server says, as types, and the reading of it: nothing unchecked goes further than here. */

export const STATUSES = [
  "Ringing",
  "OnPhone",
  "OnHold",
  "Parked",
  "Available",
  "Busy",
  "DoNotDisturb",
  "Offline",
  "Unknown",
] as const;
export type Status = (typeof STATUSES)[number];

export interface OtherParty {
  readonly number: string | null;
  readonly name: string | null;
  readonly extension_id: string | null;
}

/** One line of the page. Times are ISO 8601 texts. */
export interface RealtimeUser {
  readonly service: string;
  readonly extension_id: string;
  readonly extension_number: string | null;
  readonly name: string;
  readonly status: Status;
  readonly since: string | null;
  readonly stale: boolean;
  readonly version: number;
  readonly direction: string | null;
  readonly other_party: OtherParty | null;
  readonly queue: string | null;
  readonly call_started_at: string | null;
  readonly call_answered_at: string | null;
  readonly recording: boolean;
  readonly calls: number;
  readonly telephony_session_id: string | null;
}

export interface RealtimeService {
  readonly service: string;
  readonly heard_at: string | null;
  readonly stale: boolean;
  readonly events_arrive: boolean;
  readonly caller_names: boolean;
}

export interface RealtimeSnapshot {
  readonly version: number;
  readonly as_of: string;
  readonly services: readonly RealtimeService[];
  readonly users: readonly RealtimeUser[];
  readonly next: string | null;
}

export interface UserKey {
  readonly service: string;
  readonly extension_id: string;
}

export interface UsersMessage {
  readonly type: "users";
  readonly as_of: string;
  readonly services: readonly RealtimeService[];
  readonly users: readonly RealtimeUser[];
  readonly removed: readonly UserKey[];
}

export type LiveMessage = UsersMessage | { readonly type: "resync" } | { readonly type: "pong" };

export const ROLES = ["Administrator", "Manager", "Agent"] as const;
export type Role = (typeof ROLES)[number];

export interface Me {
  readonly username: string;
  readonly email: string;
  readonly role: Role;
  readonly service: string | null;
  readonly extension_id: string | null;
}

export interface SignInAddresses {
  readonly authority: string;
  readonly authorization_endpoint: string;
  readonly token_endpoint: string;
  readonly end_session_endpoint: string;
  readonly client_id: string;
}

export interface Configuration {
  readonly sign_in: SignInAddresses;
  readonly live_path: string;
}

/** The server said something that this page does not understand. */
export class ContractError extends Error {
  override readonly name = "ContractError";
}

type Fields = Readonly<Record<string, unknown>>;

export function fieldsOf(value: unknown): Fields {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Fields;
  throw new ContractError("An object was expected");
}

function text(fields: Fields, key: string): string {
  const value = fields[key];
  if (typeof value === "string") return value;
  throw new ContractError(`${key} is no text`);
}

function textOrNull(fields: Fields, key: string): string | null {
  return fields[key] === undefined || fields[key] === null ? null : text(fields, key);
}

function number(fields: Fields, key: string): number {
  const value = fields[key];
  if (typeof value === "number" && Number.isFinite(value)) return value;
  throw new ContractError(`${key} is no number`);
}

function flag(fields: Fields, key: string, otherwise: boolean): boolean {
  const value = fields[key];
  return typeof value === "boolean" ? value : otherwise;
}

function list<T>(fields: Fields, key: string, read: (value: unknown) => T): readonly T[] {
  const value = fields[key] ?? [];
  if (Array.isArray(value)) return value.map(read);
  throw new ContractError(`${key} is no list`);
}

// A newer server may know a status that this page does not: the line is shown, its status as not known.
function readStatus(value: unknown): Status {
  return STATUSES.find((status) => status === value) ?? "Unknown";
}

function readOtherParty(value: unknown): OtherParty | null {
  if (value === undefined || value === null) return null;
  const fields = fieldsOf(value);
  return {
    number: textOrNull(fields, "number"),
    name: textOrNull(fields, "name"),
    extension_id: textOrNull(fields, "extension_id"),
  };
}

function readUser(value: unknown): RealtimeUser {
  const fields = fieldsOf(value);
  return {
    service: text(fields, "service"),
    extension_id: text(fields, "extension_id"),
    extension_number: textOrNull(fields, "extension_number"),
    name: text(fields, "name"),
    status: readStatus(fields.status),
    since: textOrNull(fields, "since"),
    stale: flag(fields, "stale", false),
    version: number(fields, "version"),
    direction: textOrNull(fields, "direction"),
    other_party: readOtherParty(fields.other_party),
    queue: textOrNull(fields, "queue"),
    call_started_at: textOrNull(fields, "call_started_at"),
    call_answered_at: textOrNull(fields, "call_answered_at"),
    recording: flag(fields, "recording", false),
    calls: fields.calls === undefined ? 0 : number(fields, "calls"),
    telephony_session_id: textOrNull(fields, "telephony_session_id"),
  };
}

function readService(value: unknown): RealtimeService {
  const fields = fieldsOf(value);
  return {
    service: text(fields, "service"),
    heard_at: textOrNull(fields, "heard_at"),
    stale: flag(fields, "stale", true),
    events_arrive: flag(fields, "events_arrive", false),
    caller_names: flag(fields, "caller_names", true),
  };
}

export function readSnapshot(value: unknown): RealtimeSnapshot {
  const fields = fieldsOf(value);
  return {
    version: number(fields, "version"),
    as_of: text(fields, "as_of"),
    services: list(fields, "services", readService),
    users: list(fields, "users", readUser),
    next: textOrNull(fields, "next"),
  };
}

function readUserKey(value: unknown): UserKey {
  const fields = fieldsOf(value);
  return { service: text(fields, "service"), extension_id: text(fields, "extension_id") };
}

function readUsersMessage(fields: Fields): UsersMessage {
  return {
    type: "users",
    as_of: text(fields, "as_of"),
    services: list(fields, "services", readService),
    users: list(fields, "users", readUser),
    removed: list(fields, "removed", readUserKey),
  };
}

/** A frame of the socket, or null for a kind that this page does not know. Throws ContractError. */
export function readLiveMessage(frame: string): LiveMessage | null {
  const fields = fieldsOf(parseJson(frame));
  if (fields.type === "users") return readUsersMessage(fields);
  if (fields.type === "resync" || fields.type === "pong") return { type: fields.type };
  return null;
}

function parseJson(frame: string): unknown {
  try {
    return JSON.parse(frame);
  } catch {
    throw new ContractError("A frame is no JSON");
  }
}

export function readMe(value: unknown): Me {
  const fields = fieldsOf(value);
  const role = ROLES.find((known) => known === fields.role);
  if (role === undefined) throw new ContractError("The role is not known");
  return {
    username: text(fields, "username"),
    email: textOrNull(fields, "email") ?? text(fields, "username"),
    role,
    service: textOrNull(fields, "service"),
    extension_id: textOrNull(fields, "extension_id"),
  };
}

export function readTicket(value: unknown): string {
  return text(fieldsOf(value), "ticket");
}

export function readConfiguration(value: unknown): Configuration {
  const fields = fieldsOf(value);
  const signIn = fieldsOf(fields.sign_in);
  return {
    sign_in: {
      authority: text(signIn, "authority"),
      authorization_endpoint: text(signIn, "authorization_endpoint"),
      token_endpoint: text(signIn, "token_endpoint"),
      end_session_endpoint: text(signIn, "end_session_endpoint"),
      client_id: text(signIn, "client_id"),
    },
    live_path: text(fields, "live_path"),
  };
}
