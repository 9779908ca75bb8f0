/** What the API says about services and licences. */
import * as v from "valibot";
import type { Same, Unreadable } from "../api/document";
import { listPage } from "../api/lists";
import { flag, list, number, text, textOrNull, word } from "../api/reading";

export const LICENSINGS = ["everyone", "users"] as const;
export type Licensing = (typeof LICENSINGS)[number];

/** How new extensions of RingCentral become users. */
export const KEEP_IN_STEP = v.object({
  security_profile: text,
  licences: list(text),
  /** The id of the site whose extensions become users; null for all sites. */
  site: v.pipe(
    textOrNull,
    v.transform((site) => site || null),
  ),
  invite: flag(false),
});
export type KeepInStep = Readonly<v.InferOutput<typeof KEEP_IN_STEP>>;

export const SERVICE = v.object({
  name: text,
  account_id: textOrNull,
  time_zone: textOrNull,
  licensing: word(LICENSINGS, "everyone"),
  connected: v.fallback(v.nullish(v.boolean(), null), null),
  /** Null: an extension becomes a user only if someone adds it. */
  keep_in_step: v.nullish(KEEP_IN_STEP, null),
  version: number,
});
export type Service = Readonly<v.InferOutput<typeof SERVICE>>;
export const SERVICES = listPage(SERVICE);

const count = v.nullish(number, 0);

/** What a switch of the licensing takes in and out. */
export const LICENSING_PREVIEW = v.object({
  extensions_in: count,
  extensions_out: count,
  calls_a_day_in: count,
  calls_a_day_out: count,
  /** Over how many days the calls were counted. */
  days: count,
});
export type LicensingPreview = Readonly<v.InferOutput<typeof LICENSING_PREVIEW>>;

const LICENCE_COUNT = v.object({ licence: text, used: count, ceiling: v.nullish(number, null) });
export type LicenceCount = Readonly<v.InferOutput<typeof LICENCE_COUNT>>;

export const LICENCES = v.object({ items: list(LICENCE_COUNT), version: v.optional(number, 0) });
export type Licences = Readonly<v.InferOutput<typeof LICENCES>>;

/** Checked by the compiler: what is read here is what docs/openapi.json describes. */
export type AsDescribed = Same<
  | Unreadable<"ServiceView", Service>
  | Unreadable<"LicensingPreview", LicensingPreview>
  | Unreadable<"LicenceList", Licences>
>;
