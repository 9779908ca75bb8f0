/** A recording, and why it has no audio, as text. */
import { dateAndTime, duration, phoneNumber } from "../components/format";
import { reasonWords, stateWords } from "../recordings/words";
import { extensionWords } from "../users/words";
import type { Call, Details } from "./answers";
import type { Cost } from "./transcription";

/** 1:23 for 83 seconds. */
export function momentWords(seconds: number): string {
  return duration(seconds * 1000);
}

type Caller = Call["from"];

export function callerWords({ name, number }: Caller): string {
  return name || (number ? phoneNumber(number) : "");
}

/** What the page is called: who spoke with whom. */
export function titleWords(details: Details): string {
  const from = details.call ? callerWords(details.call.from) : "";
  const to = details.call ? callerWords(details.call.to) : "";
  if (from && to) return `${from} to ${to}`;
  const people = peopleWords(details.users) || extensionName(details, details.extension_id);
  return people ? `Call of ${people}` : "Recording";
}

export function peopleWords(users: readonly { readonly id: string; readonly name: string | null }[]): string {
  return users.map(({ id, name }) => name || id).join(", ");
}

/** The name and the number of an extension, as far as they are known. */
export function extensionName(
  { extension_names }: Pick<Details, "extension_names">,
  extension_id: string | null,
): string {
  if (!extension_id) return "";
  const { name = null, number = null } = extension_names[extension_id] ?? {};
  return [name, extensionWords({ number, extension_id })].filter(Boolean).join(", ");
}

/** When it began and how long it is. */
export function timeWords({
  started_at,
  duration_seconds,
}: Pick<Details, "started_at" | "duration_seconds">) {
  const length = duration_seconds ? momentWords(duration_seconds) : "";
  return [started_at && dateAndTime(started_at), length].filter(Boolean).join(", ");
}

const WITHOUT_AUDIO: Readonly<Record<string, string>> = {
  announced: "The call was recorded. RingCentral has not listed the recording yet.",
  pending: "The recording waits to be imported.",
  importing: "The recording is being imported now.",
  quarantined: "A file arrived, but it is not the recording that was expected. It is kept apart.",
  excluded: "The recording was left out on purpose.",
  unavailable: "Ringkeep gave up importing the recording.",
  lost: "The recording no longer exists at RingCentral, and Ringkeep could not import it before.",
  erased: "The recording was erased. Its audio and its transcript no longer exist.",
  stored: "The recording is stored, but nothing is known of its audio.",
};

/** Why there is nothing to hear. */
export function withoutAudioWords({ state, reason }: Pick<Details, "state" | "reason">): string {
  const sentence = WITHOUT_AUDIO[state] ?? `Its state is: ${stateWords(state)}.`;
  const why = reasonWords(reason);
  return why ? `${sentence} ${why}.` : sentence;
}

/** 0.0248 USD as $0.0248; an unknown currency as it is. */
export function costWords({ amount, currency }: Cost): string {
  const value = Number(amount);
  if (!Number.isFinite(value)) return `${amount} ${currency}`;
  try {
    const style = { style: "currency", currency, maximumFractionDigits: 4 } as const;
    return new Intl.NumberFormat(undefined, style).format(value);
  } catch {
    return `${amount} ${currency}`;
  }
}

/** 42 %; the first second is not nothing, and the last one is missing until it was heard. */
export function shareWords(share: number): string {
  if (share <= 0) return "0 %";
  if (share >= 0.995) return "100 %";
  return `${Math.min(99, Math.max(1, Math.round(share * 100)))} %`;
}

const OBSERVATIONS: Readonly<Record<string, string>> = {
  shorter_than_call: "It is shorter than the call.",
  longer_than_call: "It is longer than the call.",
  unusual_channels: "It has an unusual number of channels.",
  silent: "It is silent.",
  sidecar_missing: "Its sidecar is missing, and with it the waveform.",
};

/** What was noticed about a file, such as `silent`. */
export function observationWords(observation: string): string {
  return OBSERVATIONS[observation] ?? `${observation.replaceAll("_", " ")}.`;
}

export function sizeWords(bytes: number): string {
  if (bytes < 1_000) return `${bytes} bytes`;
  if (bytes < 1_000_000) return `${(bytes / 1_000).toFixed(0)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
