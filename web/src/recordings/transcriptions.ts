/** Several transcriptions together: what they would cost, their start, and how they stand. */
import * as v from "valibot";
import { type ApiClient, pathOf } from "../api/client";
import type { Same, Unreadable } from "../api/document";
import { list, text, word } from "../api/reading";
import { portionsOf } from "./tags";

/** Every request throws Problem, ContractError. */

const STATUSES = ["none", "queued", "running", "completed", "failed"] as const;

const optionalText = v.fallback(text, "");
const COST = v.object({ amount: text, currency: text });
export type Cost = Readonly<v.InferOutput<typeof COST>>;
const REFUSAL = v.object({ code: text, field: optionalText, detail: optionalText });

/** `none` is one that was not started: `errors` say why. */
const REQUESTED = v.object({
  recording: text,
  status: word(STATUSES, "none"),
  cost: v.nullish(COST, null),
  errors: list(REFUSAL),
});
export type Requested = Readonly<v.InferOutput<typeof REQUESTED>>;
const REQUESTED_LIST = v.object({ items: list(REQUESTED), cost: v.nullish(COST, null) });

const PROGRESS = v.object({
  recording: text,
  status: word(STATUSES, "none"),
  detail: optionalText,
  cost: v.nullish(COST, null),
});
export type Progress = Readonly<v.InferOutput<typeof PROGRESS>>;

/** Starts nothing. `again`: also those that have a transcript. */
export function estimate(
  api: ApiClient,
  recordings: readonly string[],
  again: boolean,
): Promise<readonly Requested[]> {
  return requestAll(api, "/v1/transcriptions/estimate", recordings, again);
}

/** One request after the other: what was started before a failure stays started. */
export function transcribe(
  api: ApiClient,
  recordings: readonly string[],
  again: boolean,
): Promise<readonly Requested[]> {
  return requestAll(api, "/v1/transcriptions", recordings, again);
}

async function requestAll(
  api: ApiClient,
  path: "/v1/transcriptions" | "/v1/transcriptions/estimate",
  recordings: readonly string[],
  again: boolean,
): Promise<readonly Requested[]> {
  const results: Requested[] = [];
  for (const some of portionsOf(recordings)) {
    results.push(...(await api.post(path, REQUESTED_LIST, { body: { recordings: some, again } })).items);
  }
  return results;
}

export function readProgress(api: ApiClient, recording: string): Promise<Progress> {
  return api.get(pathOf("/v1/recordings/{recording}/transcription", recording), PROGRESS);
}

export function isOpen({ status }: Pick<Progress, "status">): boolean {
  return status === "queued" || status === "running";
}

const LARGEST_UNITS = 6;

/** The sum of costs: $0.07 for amounts like 0.0248 and 0.0441. Null if there is none. */
export function totalCost(items: readonly { readonly cost: Cost | null }[]): string | null {
  const costs = items.flatMap(({ cost }) => cost ?? []);
  const [first] = costs;
  if (first === undefined) return null;
  return costWords({
    amount: String(costs.reduce((sum, { amount }) => sum + Number(amount), 0)),
    currency: first.currency,
  });
}

/** Small amounts with as many digits as are needed to see that they are not nothing. */
export function costWords({ amount, currency }: Cost): string {
  const value = Number(amount);
  const digits = value > 0 && value < 0.01 ? 4 : 2;
  try {
    const format = {
      style: "currency",
      currency,
      maximumFractionDigits: Math.min(digits, LARGEST_UNITS),
    } as const;
    return new Intl.NumberFormat(undefined, format).format(value);
  } catch {
    return `${amount} ${currency}`;
  }
}

/** Checked by the compiler: what is read here is what docs/openapi.json describes. */
export type AsDescribed = Same<
  Unreadable<"RequestedTranscription", Requested> | Unreadable<"TranscriptionJobView", Progress>
>;
