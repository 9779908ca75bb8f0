/** What the API says about security profiles. */
import * as v from "valibot";
import { VISIBILITIES, type Visibility } from "../access/answers";
import type { Same, Unreadable } from "../api/document";
import { flag, list, number, text, textOrNull, word } from "../api/reading";

export const PROFILE = v.object({
  id: text,
  name: text,
  rights: list(text),
  visibility: word(VISIBILITIES, "self"),
  built_in: flag(false),
  /** How many users have it. */
  users: v.nullish(number, null),
  version: v.optional(number, 0),
});
export type Profile = Readonly<v.InferOutput<typeof PROFILE>>;

const RIGHT = v.object({ name: text, sentence: text });
export type DescribedRight = Readonly<v.InferOutput<typeof RIGHT>>;

export const PROFILES = v.object({ items: list(PROFILE), rights: list(RIGHT), next: textOrNull });
export type Profiles = Readonly<v.InferOutput<typeof PROFILES>>;

export const VISIBILITY_WORDS: Readonly<Record<Visibility, string>> = {
  all: "Everyone",
  team: "Their team: everyone who reports to them, at any depth",
  self: "Themself only",
};

/** Checked by the compiler: what is read here is what docs/openapi.json describes. */
export type AsDescribed = Same<Unreadable<"ProfileView", Profile> | Unreadable<"RightView", DescribedRight>>;
