/** What the API and the socket say about the live board. */
import * as v from "valibot";
import type { Differences, Same } from "../api/document";
import { flag, list, number, read, readJson, text, textOrNull, word } from "../api/reading";

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

const OTHER_PARTY = v.object({ number: textOrNull, name: textOrNull, extension_id: textOrNull });

const RUNNING_RECORDING = v.object({ id: text, mode: textOrNull, view: textOrNull });

// Until the server of the same version answers, rows may have no account.
const ACCOUNT = v.optional(text, "");

const USER = v.object({
  service: text,
  account_id: ACCOUNT,
  extension_id: text,
  extension_number: textOrNull,
  name: text,
  // A newer server may send a status that this console does not know: the line is shown as Unknown.
  status: word(STATUSES, "Unknown"),
  since: textOrNull,
  stale: flag(false),
  version: number,
  direction: textOrNull,
  other_party: v.nullish(OTHER_PARTY, null),
  queue: textOrNull,
  call_started_at: textOrNull,
  call_answered_at: textOrNull,
  recording: flag(false),
  recordings: list(RUNNING_RECORDING),
  calls: v.optional(number, 0),
  telephony_session_id: textOrNull,
});

const SERVICE = v.object({
  service: text,
  last_update_at: textOrNull,
  stale: flag(true),
  events_arrive: flag(false),
  caller_names: flag(true),
});

export const SNAPSHOT = v.object({
  version: number,
  as_of: text,
  services: list(SERVICE),
  users: list(USER),
  next: textOrNull,
});

export const TICKET = v.object({ ticket: text });

const USER_KEY = v.object({ service: text, account_id: ACCOUNT, extension_id: text });

const USERS_MESSAGE = v.object({
  type: v.literal("users"),
  as_of: text,
  services: list(SERVICE),
  users: list(USER),
  removed: list(USER_KEY),
});

/** One user's line. Times are ISO 8601 texts. */
export type RealtimeUser = Readonly<v.InferOutput<typeof USER>>;
export type RealtimeService = Readonly<v.InferOutput<typeof SERVICE>>;
export type RealtimeSnapshot = Readonly<v.InferOutput<typeof SNAPSHOT>>;
export type UserKey = Readonly<v.InferOutput<typeof USER_KEY>>;
export type UsersMessage = Readonly<v.InferOutput<typeof USERS_MESSAGE>>;
export type LiveMessage = UsersMessage | { readonly type: "resync" | "pong" | "superseded" };

const MESSAGE_TYPE = v.object({ type: v.optional(v.unknown()) });

/** A frame of the socket, or null for a type that this console does not know. Throws ContractError. */
export function readLiveMessage(frame: string): LiveMessage | null {
  const message = readJson(v.unknown(), frame);
  const { type } = read(MESSAGE_TYPE, message);
  if (type === "users") return read(USERS_MESSAGE, message);
  return type === "resync" || type === "pong" || type === "superseded" ? { type } : null;
}

/** Checked by the compiler: what is read here is what docs/openapi.json describes. */
export type AsDescribed = Same<
  | Differences<"RealtimeUser", RealtimeUser>
  | Differences<"RealtimeService", RealtimeService>
  | Differences<"RealtimeSnapshot", RealtimeSnapshot>
  | Differences<"IssuedTicket", v.InferOutput<typeof TICKET>>
>;
