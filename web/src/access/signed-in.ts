import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { ApiClient } from "../api/client";
import type { Me } from "./answers";

/** What every page of a signed-in person may use. */
export interface SignedIn {
  readonly me: Me;
  readonly api: ApiClient;
  /** The socket's path at the console's address. */
  readonly livePath: string;
  /** After so many minutes without activity the person is signed out; 0 for never. */
  readonly idleMinutes: number;
}

export const SignedInContext = createContext<SignedIn | null>(null);

/** Only for pages, which are shown to signed-in people only. */
export function useSignedIn(): SignedIn {
  const signedIn = useContext(SignedInContext);
  if (signedIn === null) throw new Error("No one is signed in");
  return signedIn;
}
