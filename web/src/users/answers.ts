/** What the API says about users, and about the extensions and jobs that belong to them. */
import * as v from "valibot";
import type { Same, Unreadable } from "../api/document";
import { listPage } from "../api/lists";
import { flag, list, number, text, textOrNull, timeOrNull, word } from "../api/reading";

export const LICENCES = ["call_recording", "evaluation"] as const;
export type Licence = (typeof LICENCES)[number];

export const LICENCE_NAMES: Readonly<Record<string, string>> = {
  call_recording: "Call Recording",
  evaluation: "Evaluation",
};

export function licenceName(licence: string): string {
  return LICENCE_NAMES[licence] ?? licence.replaceAll("_", " ");
}

const optionalText = v.pipe(
  textOrNull,
  v.transform((value) => value ?? ""),
);

export const INFORMATION = v.object({
  employee_number: optionalText,
  team: optionalText,
  site: optionalText,
  notes: optionalText,
});
export type Information = v.InferOutput<typeof INFORMATION>;
const NO_INFORMATION: Information = { employee_number: "", team: "", site: "", notes: "" };

const ASSIGNED_EXTENSION = v.object({
  service: text,
  account_id: optionalText,
  extension_id: text,
  number: textOrNull,
  first_day: textOrNull,
  last_day: textOrNull,
});
export type AssignedExtension = Readonly<v.InferOutput<typeof ASSIGNED_EXTENSION>>;

export const INVITATION_STATES = ["none", "queued", "sent", "failed", "signed_in"] as const;

const INVITATION = v.object({
  state: word(INVITATION_STATES, "none"),
  at: timeOrNull,
  detail: optionalText,
});
export type Invitation = Readonly<v.InferOutput<typeof INVITATION>>;

export const USER = v.object({
  id: text,
  name: text,
  email: text,
  information: v.nullish(INFORMATION, NO_INFORMATION),
  /** The id of another user, empty for none. */
  manager: optionalText,
  manager_name: textOrNull,
  security_profile: text,
  security_profile_name: textOrNull,
  licences: list(text),
  active: flag(true),
  extensions: list(ASSIGNED_EXTENSION),
  invitation: v.nullish(INVITATION, { state: "none" }),
  version: number,
});
export type User = Readonly<v.InferOutput<typeof USER>>;
export const USERS = listPage(USER);

export const EXTENSION = v.object({
  service: text,
  account_id: optionalText,
  extension_id: text,
  number: textOrNull,
  name: optionalText,
  email: textOrNull,
  site: textOrNull,
  site_id: textOrNull,
  status: textOrNull,
  type: textOrNull,
  /** The user who has it today. */
  user_id: textOrNull,
  user_name: textOrNull,
});
export type Extension = Readonly<v.InferOutput<typeof EXTENSION>>;
export const EXTENSIONS = listPage(EXTENSION);

const REFUSAL = v.object({ code: text, field: optionalText, detail: optionalText });

const TAKEN_OVER = v.object({
  extension_id: text,
  status: text,
  user_id: textOrNull,
  errors: list(REFUSAL),
});
export type TakenOver = Readonly<v.InferOutput<typeof TAKEN_OVER>>;
export const TAKEN_OVERS = v.object({ items: list(TAKEN_OVER) });

/** The excluded recordings whose import a licence makes possible. */
export const OFFER = v.object({ recordings: number, since: timeOrNull, complete: flag(true) });
export type Offer = Readonly<v.InferOutput<typeof OFFER>>;

export const JOB = v.object({
  id: text,
  state: text,
  done: v.optional(number, 0),
  total: v.nullish(number, null),
});
export type Job = Readonly<v.InferOutput<typeof JOB>>;

/** Checked by the compiler: what is read here is what docs/openapi.json describes. */
export type AsDescribed = Same<
  | Unreadable<"UserView", User>
  | Unreadable<"ExtensionView", Extension>
  | Unreadable<"TakenOverView", TakenOver>
  | Unreadable<"OfferView", Offer>
  | Unreadable<"OfferJobView", Job>
>;
