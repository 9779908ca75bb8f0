export const CALLBACK_PATH = "/signed-in";

/** Signing in and out through Cognito's managed login: authorization code with PKCE. */
export interface Auth {
  access(): string | null;
  /** Restores the sign-in that this tab already has; false without one. */
  restore(): Promise<boolean>;
  /** Leaves the page for the managed login, which returns to the callback path. */
  signIn(returnTo: string): Promise<void>;
  /** At the callback path: exchanges the code for tokens. Returns the path to show next. Throws Problem. */
  complete(address: string): Promise<string>;
  /** Gets a new access token; false when the sign-in is over. Throws Problem when there is no answer. */
  renew(): Promise<boolean>;
  /** Revokes the refresh token, then leaves the page for the managed login's sign-out. */
  signOut(): Promise<void>;
  /** Stops renewing the sign-in, which stays stored. */
  stop(): void;
  /** Removes the sign-in of this tab and stays on the page. */
  forget(): Promise<void>;
}

/** Only a path of this console: an address that comes back from outside never leads elsewhere. */
export function returnPath(state: unknown): string {
  if (typeof state !== "object" || state === null || !("returnTo" in state)) return "/";
  const path = state.returnTo;
  return typeof path === "string" && /^\/(?![/\\])/.test(path) ? path : "/";
}
