/** What a service has transcribed, as the API says it. */
import * as v from "valibot";
import type { Same, Unreadable } from "../api/document";
import { list, number, text } from "../api/reading";

export const MODES = ["on_demand", "by_rule", "everything", "nothing"] as const;
export type Mode = (typeof MODES)[number];

export const DIRECTIONS = ["Inbound", "Outbound"] as const;

/** An empty condition selects all. */
const RULE = v.object({
  directions: list(v.picklist(DIRECTIONS)),
  shortest_seconds: number,
  longest_seconds: v.nullish(number),
  queues: list(text),
  numbers: list(text),
  share: number,
});
export type Rule = Readonly<v.InferOutput<typeof RULE>>;

// Saving writes everything back. So a word that is not known here is an error, and is never replaced by another.
export const TRANSCRIPTION = v.object({
  policy: v.object({ mode: v.picklist(MODES), rules: list(RULE) }),
  /** Null for no limit. */
  monthly_budget: v.nullable(text),
  options: v.object({
    /** Empty: identified for each recording. */
    language: text,
    language_options: list(text),
    vocabulary: text,
    redaction: v.boolean(),
    max_speakers: number,
  }),
  /** Policies of single users, by their ids: they are sent back as they came. */
  users: v.record(text, v.unknown()),
  redacted_audio_needs_right: v.boolean(),
  spent: v.object({ amount: text, currency: text }),
  version: number,
});
export type Transcription = Readonly<v.InferOutput<typeof TRANSCRIPTION>>;

/** Checked by the compiler: what is read here is what docs/openapi.json describes. */
export type AsDescribed = Same<Unreadable<"TranscriptionSettingsView", Transcription>>;
