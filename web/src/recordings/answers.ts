/** What the API says about recordings. */
import * as v from "valibot";
import type { Same, Unreadable } from "../api/document";
import { listPage } from "../api/lists";
import { list, number, text, textOrNull, timeOrNull } from "../api/reading";

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

const EXTENSION_NAME = v.object({ number: textOrNull, name: textOrNull });
const PARTICIPANT = v.object({ id: text, name: textOrNull });

export const RECORDING = v.object({
  recording_id: text,
  service: text,
  account_id: v.optional(textOrNull, null),
  /** A newer server may send a state that this console does not know: it is shown as it is. */
  state: text,
  reason: textOrNull,
  started_at: timeOrNull,
  duration_seconds: v.nullish(number, null),
  direction: textOrNull,
  /** The extension that was recorded. */
  extension_id: textOrNull,
  /** What RingCentral calls the extensions that took part, by id. */
  extension_names: v.nullish(v.record(v.string(), EXTENSION_NAME), {}),
  /** The users who took part. */
  users: list(PARTICIPANT),
  stored_at: timeOrNull,
});
export type Recording = Readonly<v.InferOutput<typeof RECORDING>>;
export const RECORDINGS = listPage(RECORDING);

/** Checked by the compiler: what is read here is what docs/openapi.json describes. */
export type AsDescribed = Same<Unreadable<"RecordingView", Recording>>;
