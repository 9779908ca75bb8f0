/** What the API says about a recording's transcription. */
import * as v from "valibot";
import type { Same, Unreadable } from "../api/document";
import { flag, list, number, text, textOrNull, timeOrNull, word } from "../api/reading";

const optionalText = v.pipe(
  textOrNull,
  v.transform((value) => value ?? ""),
);
const optionalNumber = v.nullish(number, null);

export const STATUSES = ["none", "queued", "running", "completed", "failed"] as const;

const WORD = v.object({ text, start: optionalNumber, end: optionalNumber, confidence: optionalNumber });
export type Word = Readonly<v.InferOutput<typeof WORD>>;

const TURN = v.object({
  speaker: optionalText,
  user_id: optionalText,
  channel: optionalNumber,
  start: number,
  end: number,
  text: optionalText,
  words: list(WORD),
});
export type Turn = Readonly<v.InferOutput<typeof TURN>>;

const COST = v.object({ amount: text, currency: text });
export type Cost = Readonly<v.InferOutput<typeof COST>>;

const REFUSAL = v.object({ code: text, detail: text, field: optionalText });
export type Refusal = Readonly<v.InferOutput<typeof REFUSAL>>;

/** The newest job, and the newest transcript, perhaps of an earlier job. */
export const TRANSCRIPTION = v.object({
  status: word(STATUSES, "none"),
  reason: optionalText,
  detail: optionalText,
  requested_at: timeOrNull,
  started_at: timeOrNull,
  ended_at: timeOrNull,
  language: optionalText,
  source: optionalText,
  model: optionalText,
  cost: v.nullish(COST, null),
  estimate: v.nullish(COST, null),
  refusals: list(REFUSAL),
  redacted: flag(false),
  has_unredacted: flag(false),
  transcript_revision: v.nullish(number, 0),
  turns: v.nullish(v.pipe(v.array(TURN), v.readonly()), null),
});
export type Transcription = Readonly<v.InferOutput<typeof TRANSCRIPTION>>;

export const JOB = v.object({ status: word(STATUSES, "none"), cost: v.nullish(COST, null) });

/** Checked by the compiler: what is read here is what docs/openapi.json describes. */
export type AsDescribed = Same<
  | Unreadable<"TranscriptionView", Omit<Transcription, "turns">>
  | Unreadable<"Turn", Omit<Turn, "words">>
  | Unreadable<"Word", Word>
>;
