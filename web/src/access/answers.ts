/** What the API says about signing in and about the signed-in person. */
import * as v from "valibot";
import type { Differences, Same } from "../api/document";
import { list, text, textOrNull } from "../api/reading";

export const ROLES = ["Administrator", "Manager", "Agent"] as const;
export type Role = (typeof ROLES)[number];

const ANSWERED_ME = v.object({
  username: text,
  email: textOrNull,
  role: v.picklist(ROLES),
  rights: list(text),
  service: textOrNull,
  extension_id: textOrNull,
});

/** The signed-in person. Someone without an email address is called by the user name. */
export const ME = v.pipe(
  ANSWERED_ME,
  v.transform((me) => ({ ...me, email: me.email ?? me.username })),
);
export type Me = Readonly<v.InferOutput<typeof ME>>;

const SIGN_IN = v.object({
  authority: text,
  authorization_endpoint: text,
  token_endpoint: text,
  end_session_endpoint: text,
  client_id: text,
});
export type SignInAddresses = Readonly<v.InferOutput<typeof SIGN_IN>>;

export const CONFIGURATION = v.object({ sign_in: SIGN_IN, live_path: text });
export type Configuration = Readonly<v.InferOutput<typeof CONFIGURATION>>;

/** Checked by the compiler: what is read here is what docs/openapi.json describes. */
export type AsDescribed = Same<Differences<"Me", Me> | Differences<"Configuration", Configuration>>;
