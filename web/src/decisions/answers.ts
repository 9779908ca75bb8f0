/** What the API says about changes at RingCentral that wait for a decision. */
import * as v from "valibot";
import type { Differences, Same, Unreadable } from "../api/document";
import { listPage } from "../api/lists";
import { flag, list, number, text, textOrNull, timeOrNull } from "../api/reading";

/** In the order in which they are offered. */
export const CHOICES = [
  "same_person",
  "successor",
  "end_assignment",
  "deactivate_user",
  "leave_out",
] as const;
export type Choice = (typeof CHOICES)[number];

const optionalText = v.pipe(
  textOrNull,
  v.transform((value) => value ?? ""),
);

const PERSON = v.object({ id: text, name: optionalText });

/** Why an extension could not become a user. */
const REASON = v.object({ code: text, field: optionalText, detail: optionalText });

export const DECISION = v.object({
  id: text,
  /** A newer server may send a kind that this console does not know: it is shown as it is. */
  kind: text,
  service: text,
  account_id: optionalText,
  extension_id: text,
  number: textOrNull,
  name: optionalText,
  before: optionalText,
  after: optionalText,
  /** Who has the extension today, or will have it. */
  users: list(PERSON),
  choices: list(text),
  /** How many of the extension's recordings are not imported yet; null: not known. */
  unimported: v.nullish(number, null),
  alarm: flag(false),
  found_at: timeOrNull,
  errors: list(REASON),
  version: number,
});
export type Decision = Readonly<v.InferOutput<typeof DECISION>>;
export const DECISIONS = listPage(DECISION);

/** The choices of a decision that this console can explain. */
export function choicesOf({ choices }: Pick<Decision, "choices">): readonly Choice[] {
  return CHOICES.filter((choice) => choices.includes(choice));
}

/** Checked by the compiler: what is read here is what docs/openapi.json describes. */
export type AsDescribed = Same<
  Unreadable<"DecisionView", Decision> | Differences<"DecisionBody", { readonly choice: Choice }>
>;
