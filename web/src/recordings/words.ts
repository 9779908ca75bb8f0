import { duration } from "../components/format";
import { dayWords } from "../users/words";
import type { FilterName } from "./filter";

/** States of recordings, their reasons, and filters as text. */

const STATE_WORDS: Readonly<Record<string, string>> = {
  announced: "Expected",
  pending: "Waiting",
  importing: "Being imported",
  stored: "Stored",
  quarantined: "Quarantined",
  excluded: "Excluded",
  unavailable: "Given up",
  lost: "Lost",
  erased: "Erased",
};

export function stateWords(state: string): string {
  return STATE_WORDS[state] ?? state;
}

const REASON_WORDS: Readonly<Record<string, string>> = {
  not_licensed: "No participant had a Call Recording licence",
  too_short: "The call was too short to keep",
  not_ready: "RingCentral does not have the file ready yet",
  not_listed: "RingCentral no longer names it; this is checked once more",
  throttled: "RingCentral asked to wait",
  no_place: "Other downloads came first",
  outage: "RingCentral did not answer",
  forbidden: "RingCentral refused access",
  refused: "RingCentral refused the download",
  login_failed: "RingCentral no longer accepts the credentials",
  token_refused: "RingCentral refused the download after a login",
  no_slot: "Other downloads came first",
  execution_name_taken: "It is started again",
  deleted_at_ringcentral: "It was deleted at RingCentral",
  expired: "RingCentral no longer keeps it",
  expired_not_proved: "RingCentral's time for keeping it is over",
  not_confirmed: "RingCentral announced it, but never listed it",
  short_recording: "RingCentral made no file of so short a recording",
  body_truncated: "Only a part of the file arrived",
  body_empty: "The file was empty",
  truncated: "Only a part of the file arrived",
  overlong: "The file is longer than announced",
  contradiction: "The file is not of the type that was announced",
  unexpected_type: "The file is of an unexpected type",
  erasing: "It is being erased",
  erased: "Someone had it erased",
};

/** What a reason means; `worker_failed:Error` by its first part, an unknown one as it is. */
export function reasonWords(reason: string | null): string {
  if (!reason) return "";
  const [kind = ""] = reason.split(":");
  if (kind === "worker_failed") return "The import stopped with an error";
  return (
    REASON_WORDS[kind] ??
    (kind.startsWith("body_") ? "What arrived was not the recording" : reason.replaceAll("_", " "))
  );
}

const FILTER_LABELS: Readonly<Record<FilterName, string>> = {
  text: "Words",
  note: "Words of notes",
  from: "From",
  to: "To",
  user: "User",
  extension: "Extension",
  number: "Number",
  direction: "Direction",
  queue: "Queue",
  duration_from: "At least",
  duration_to: "At most",
  type: "Type",
  tag: "Tag",
  has_transcript: "Transcript",
  state: "State",
  service: "Service",
};

export function filterLabel(name: FilterName): string {
  return FILTER_LABELS[name];
}

/** The value of a filter in words. Names of people and extensions are not known here. */
export function filterValue(name: FilterName, value: string): string {
  if (name === "from" || name === "to") return dayWords(value);
  if (name === "state") return stateWords(value);
  if (name === "type") return typeWords(value);
  if (name === "has_transcript") return value === "true" ? "with one" : "without one";
  if (name === "duration_from" || name === "duration_to") return lengthText(value);
  return value;
}

const TYPE_WORDS: Readonly<Record<string, string>> = { Automatic: "Automatic", OnDemand: "On demand" };

export function typeWords(type: string): string {
  return TYPE_WORDS[type] ?? type;
}

/** Seconds as they are shown and typed: 150 as 2:30. Any other text stays as it is. */
export function lengthText(seconds: string): string {
  return /^\d{1,7}$/.test(seconds) ? duration(Number(seconds) * 1000) : seconds;
}

/** What was typed as seconds: 2:30 as 150, 1:00:00 as 3600. Any other text stays as it is. */
export function secondsIn(typed: string): string {
  const parts = typed.trim().split(":");
  if (!parts.every((part) => /^\d{1,7}$/.test(part)) || parts.length > 3) return typed.trim();
  return String(parts.reduce((sum, part) => sum * 60 + Number(part), 0));
}
