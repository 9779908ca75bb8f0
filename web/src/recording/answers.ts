/** What the API says about one recording. */
import * as v from "valibot";
import type { Same, Unreadable } from "../api/document";
import { flag, list, number, text, textOrNull, timeOrNull } from "../api/reading";
import { RECORDING } from "../recordings/answers";
import type { Part } from "./parts";

const optionalText = v.pipe(
  textOrNull,
  v.transform((value) => value ?? ""),
);
const optionalNumber = v.nullish(number, null);

export const PERSON = v.object({ id: text, name: optionalText });
export type Person = Readonly<v.InferOutput<typeof PERSON>>;

const CALLER = v.nullish(v.object({ name: optionalText, number: optionalText }), { name: "", number: "" });

const LEG = v.object({
  extension_id: optionalText,
  name: optionalText,
  direction: optionalText,
  started_at: timeOrNull,
  duration_seconds: optionalNumber,
  result: optionalText,
});
export type Leg = Readonly<v.InferOutput<typeof LEG>>;

const CALL = v.object({
  from: CALLER,
  to: CALLER,
  result: optionalText,
  queues: list(text),
  legs: list(LEG),
});
export type Call = Readonly<v.InferOutput<typeof CALL>>;

const AUDIO = v.object({
  size: optionalNumber,
  sha256: optionalText,
  s3_checksum: optionalText,
  content_type: optionalText,
  stored_at: timeOrNull,
  duration_seconds: optionalNumber,
  channels: optionalNumber,
  sample_rate: optionalNumber,
  observations: list(text),
  duration_matches_call: v.nullish(v.boolean(), null),
});
export type AudioFacts = Readonly<v.InferOutput<typeof AUDIO>>;

const STEP = v.object({ at: timeOrNull, state: optionalText, reason: optionalText, sentence: optionalText });
export type Step = Readonly<v.InferOutput<typeof STEP>>;

const CONVERSATION_PART = v.object({
  recording: text,
  started_at: timeOrNull,
  duration_seconds: optionalNumber,
  users: list(PERSON),
  extension_id: textOrNull,
  state: text,
});
export type ConversationPart = Readonly<v.InferOutput<typeof CONVERSATION_PART>>;

const PEAKS = v.pipe(
  v.fallback(v.array(v.array(number)), []),
  // A waveform without a place is none.
  v.transform((channels) => channels.filter((channel) => channel.length > 0)),
  v.readonly(),
);

export const DETAILS = v.object({
  ...RECORDING.entries,
  recording: optionalText,
  session_id: optionalText,
  extensions: list(text),
  found_by: optionalText,
  recording_type: optionalText,
  mode: optionalText,
  view: optionalText,
  call: v.nullish(CALL, null),
  /** The call-log record as RingCentral sent it. */
  raw: v.nullish(v.record(v.string(), v.unknown()), null),
  audio: v.nullish(AUDIO, null),
  /** From 0 to 1, by channel. */
  peaks: PEAKS,
  history: list(STEP),
  conversation: list(CONVERSATION_PART),
  has_transcript: flag(false),
  tags: list(text),
});
export type Details = Readonly<v.InferOutput<typeof DETAILS>>;

export const ADDRESS = v.object({ url: text, expires_at: text });
export type AudioAddress = Readonly<v.InferOutput<typeof ADDRESS>>;

export const PLAY = v.object({ play: text, ...ADDRESS.entries });
export type Play = Readonly<v.InferOutput<typeof PLAY>>;

export const DOWNLOAD = v.object({ ...ADDRESS.entries, file_name: optionalText });
export type Download = Readonly<v.InferOutput<typeof DOWNLOAD>>;

const PART = v.pipe(
  v.array(number),
  v.minLength(2),
  v.transform(([from = 0, to = 0]): Part => [from, to]),
);
export const LISTENED = v.object({ parts: list(PART), share: v.nullish(number, 0) });
export type Listened = Readonly<v.InferOutput<typeof LISTENED>>;

export const NOTE = v.object({
  id: text,
  version: number,
  text,
  at: optionalNumber,
  author: v.nullish(PERSON, { id: "", name: "" }),
  created_at: timeOrNull,
  changed_at: timeOrNull,
  mine: flag(false),
});
export type Note = Readonly<v.InferOutput<typeof NOTE>>;
export const NOTES = v.object({ items: list(NOTE) });

export const BOOKMARK = v.object({ id: text, at: number, label: optionalText });
export type Bookmark = Readonly<v.InferOutput<typeof BOOKMARK>>;
export const BOOKMARKS = v.object({ items: list(BOOKMARK) });

export const TAGS = v.object({ tags: list(text) });

const USE = v.object({
  at: timeOrNull,
  user: v.nullish(PERSON, { id: "", name: "" }),
  action: optionalText,
});
export type Use = Readonly<v.InferOutput<typeof USE>>;
export const USES = v.object({ items: list(USE), next: textOrNull });

/** An answer without a body. */
export const NOTHING = v.optional(v.unknown());

/** Checked by the compiler: what is read here is what docs/openapi.json describes. */
export type AsDescribed = Same<
  | Unreadable<"RecordingDetailsView", Omit<Details, Nested>>
  | Unreadable<"CallView", Omit<Call, "legs">>
  | Unreadable<"CallLegView", Leg>
  | Unreadable<"AudioView", AudioFacts>
  | Unreadable<"HistoryStepView", Step>
  | Unreadable<"ConversationPartView", ConversationPart>
  | Unreadable<"PlayView", Play>
  | Unreadable<"SignedUrlView", AudioAddress>
  | Unreadable<"DownloadView", Download>
  | Unreadable<"RecordingUseView", Use>
  | Unreadable<"NoteView", Note>
  | Unreadable<"BookmarkView", Bookmark>
>;
type Nested = "call" | "audio" | "peaks" | "raw" | "history" | "conversation";
