/** What the API says about signing in and about the signed-in person. */
import * as v from "valibot";
import type { Differences, Same, Unreadable } from "../api/document";
import { list, number, text, textOrNull, word } from "../api/reading";

export const VISIBILITIES = ["all", "team", "self"] as const;
export type Visibility = (typeof VISIBILITIES)[number];

const ANSWERED_ME = v.object({
  user_id: v.optional(text, ""),
  username: text,
  name: textOrNull,
  email: textOrNull,
  /** The name of the security profile. */
  role: text,
  rights: list(text),
  // A visibility that this console does not know shows as little as possible.
  visibility: word(VISIBILITIES, "self"),
  service: textOrNull,
  extension_id: textOrNull,
});

/** The signed-in person. Someone without an email address is called by the user name. */
export const ME = v.pipe(
  ANSWERED_ME,
  v.transform((me) => {
    const email = me.email ?? me.username;
    return { ...me, email, name: me.name || email };
  }),
);
export type Me = Readonly<v.InferOutput<typeof ME>>;

const SIGN_IN = v.object({
  authority: text,
  authorization_endpoint: text,
  token_endpoint: text,
  end_session_endpoint: text,
  client_id: text,
  /** The name of the company's identity provider, empty for none. */
  identity_provider: v.fallback(text, ""),
});
export type SignInAddresses = Readonly<v.InferOutput<typeof SIGN_IN>>;

const IDLE_MINUTES = 60;

const ANSWERED_CONFIGURATION = v.object({ sign_in: SIGN_IN, live_path: text });

export const CONFIGURATION = v.object({
  ...ANSWERED_CONFIGURATION.entries,
  /** After so many minutes without activity the console signs out; 0 for never. */
  idle_minutes: v.fallback(v.pipe(number, v.minValue(0)), IDLE_MINUTES),
});
export type Configuration = Readonly<v.InferOutput<typeof CONFIGURATION>>;

/** Checked by the compiler: what is read here is what docs/openapi.json describes. */
export type AsDescribed = Same<
  Differences<"Configuration", Configuration> | Unreadable<"Me", v.InferOutput<typeof ANSWERED_ME>>
>;
