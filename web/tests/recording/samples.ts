/** Answers about a recording as the API gives them. */
import type { Turn } from "../../src/recording/transcription";
import { ANNA_ID, aRecordingAnswer } from "../people/samples";

export const RECORDING = "main:809646016:7602012008";
export const SECOND = "main:809646016:7602012009";

/** A turn that says one word a second. */
export function aTurn(text: string, start: number): Turn {
  const words = text.split(/\s+/).filter(Boolean);
  return {
    speaker: "ch_0",
    user_id: "",
    channel: 0,
    start,
    end: start + words.length,
    text,
    words: words.map((word, index) => ({
      text: word,
      start: start + index,
      end: start + index + 0.9,
      confidence: 0.9,
    })),
  };
}

export function someDetails(changes: object = {}) {
  return {
    ...aRecordingAnswer({ state: "stored", reason: "", stored_at: "2026-11-26T08:05:00Z" }),
    recording: RECORDING,
    recording_type: "Automatic",
    mode: "",
    view: "",
    call: {
      from: { name: "Acme Plumbing", number: "+16505550123" },
      to: { name: "Ben Moss", number: "1102" },
      result: "Accepted",
      queues: ["850957021"],
      legs: [
        {
          extension_id: "850957020",
          name: "Ben Moss",
          direction: "Inbound",
          started_at: "2026-11-26T08:00:00Z",
          duration_seconds: 143,
          result: "Accepted",
        },
      ],
    },
    raw: { id: "abc", sessionId: "9302142008" },
    audio: {
      size: 286_000,
      sha256: "ab".repeat(32),
      s3_checksum: "q6urq6s=",
      content_type: "audio/mpeg",
      stored_at: "2026-11-26T08:05:00Z",
      duration_seconds: 100,
      channels: 2,
      sample_rate: 8000,
      observations: [],
      duration_matches_call: true,
    },
    peaks: [
      [...Array<number>(50).fill(0.5), ...Array<number>(50).fill(0)],
      [...Array<number>(40).fill(0.4), ...Array<number>(60).fill(0)],
    ],
    history: [
      {
        at: "2026-11-26T08:02:00Z",
        state: "pending",
        reason: "",
        sentence: "It was found by the call-log poll.",
      },
      { at: "2026-11-26T08:05:00Z", state: "stored", reason: "", sentence: "" },
    ],
    conversation: [],
    has_transcript: true,
    tags: ["billing"],
    ...changes,
  };
}

export function aConversation() {
  const part = (recording: string, name: string) => ({
    recording,
    started_at: "2026-11-26T08:00:00Z",
    duration_seconds: 100,
    users: [{ id: ANNA_ID, name }],
    extension_id: "850957020",
    state: "stored",
  });
  return [part(RECORDING, "Anna Lee"), part(SECOND, "Ben Moss")];
}

export function aTranscription(changes: object = {}) {
  return {
    recording: RECORDING,
    status: "completed",
    revision: 1,
    reason: "",
    detail: "",
    requested_at: "2026-11-26T08:06:00Z",
    started_at: "2026-11-26T08:06:01Z",
    ended_at: "2026-11-26T08:06:30Z",
    language: "en-US",
    source: "whisper",
    model: "base.en",
    cost: { amount: "0.0248", currency: "USD" },
    estimate: { amount: "0.0248", currency: "USD" },
    refusals: [],
    redacted: false,
    has_unredacted: false,
    transcript_revision: 1,
    text: "",
    turns: [
      aTurn("Good morning this is Ben", 0),
      { ...aTurn("I want a refund please", 10), channel: 1, speaker: "ch_1", user_id: ANNA_ID },
    ],
    ...changes,
  };
}

export function aNote(changes: object = {}) {
  return {
    id: "n-1",
    version: 1,
    text: "A good beginning",
    at: 12,
    author: { id: ANNA_ID, name: "Anna Lee" },
    created_at: "2026-11-26T09:00:00Z",
    changed_at: "2026-11-26T09:00:00Z",
    mine: true,
    ...changes,
  };
}
