/** What the API says about recordings. */
import * as v from "valibot";
import type { Same, Unreadable } from "../api/document";
import type { ListPage } from "../api/lists";
import { flag, list, number, type Schema, text, textOrNull, timeOrNull } from "../api/reading";

export const STATES = [
  "announced",
  "pending",
  "importing",
  "stored",
  "quarantined",
  "excluded",
  "unavailable",
  "lost",
  "erased",
] as const;

const optionalText = v.pipe(
  textOrNull,
  v.transform((value) => value ?? ""),
);

const EXTENSION_NAME = v.object({ number: textOrNull, name: textOrNull, queue: flag(false) });
const PARTICIPANT = v.object({ id: text, name: textOrNull });

export const RECORDING = v.object({
  /** The identifier in addresses; empty from a server that does not give it. */
  recording: optionalText,
  recording_id: text,
  service: text,
  account_id: v.optional(textOrNull, null),
  session_id: v.optional(textOrNull, null),
  /** A newer server may send a state that this console does not know: it is shown as it is. */
  state: text,
  reason: textOrNull,
  started_at: timeOrNull,
  duration_seconds: v.nullish(number, null),
  direction: textOrNull,
  recording_type: textOrNull,
  /** The extension that was recorded. */
  extension_id: textOrNull,
  /** All that took part, by id. */
  extensions: list(text),
  /** What RingCentral calls the extensions that took part, by id. */
  extension_names: v.nullish(v.record(v.string(), EXTENSION_NAME), {}),
  /** The users who took part. */
  users: list(PARTICIPANT),
  stored_at: timeOrNull,
  has_transcript: flag(false),
  tags: list(text),
});
export type Recording = Readonly<v.InferOutput<typeof RECORDING>>;

/** `reached`, of a search that goes on: all calls that began later are decided. */
export interface RecordingPage extends ListPage<Recording> {
  readonly reached: string | null;
}

export const RECORDINGS: Schema<RecordingPage> = v.object({
  items: list(RECORDING),
  next: textOrNull,
  reached: timeOrNull,
});

export const COUNT = v.object({
  count: number,
  /** There are more than were counted. With a `next` the count goes on there. */
  more: flag(false),
  next: textOrNull,
  reached: timeOrNull,
});
export type RecordingCount = Readonly<v.InferOutput<typeof COUNT>>;

/** How a recording is named in paths and bodies of requests. */
export function identifierOf({ recording, service, account_id, recording_id }: Recording): string {
  return recording || [service, account_id ?? "", recording_id].join(":");
}

/** Checked by the compiler: what is read here is what docs/openapi.json describes. */
export type AsDescribed = Same<
  Unreadable<"RecordingView", Recording> | Unreadable<"RecordingCountView", RecordingCount>
>;
