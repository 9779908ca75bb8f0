/** What the API says about recordings. */
import * as v from "valibot";
import type { Same, Unreadable } from "../api/document";
import { listPage } from "../api/lists";
import { number, text, textOrNull, timeOrNull } from "../api/reading";

export const STATES = [
  "announced",
  "pending",
  "importing",
  "stored",
  "quarantined",
  "excluded",
  "unavailable",
  "lost",
] as const;

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
  extension_id: textOrNull,
  stored_at: timeOrNull,
});
export type Recording = Readonly<v.InferOutput<typeof RECORDING>>;
export const RECORDINGS = listPage(RECORDING);

/** Checked by the compiler: what is read here is what docs/openapi.json describes. */
export type AsDescribed = Same<Unreadable<"RecordingView", Recording>>;
