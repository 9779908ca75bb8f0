import { ErrorResponse, type User, UserManager, WebStorageStateStore } from "oidc-client-ts";
import { Problem, unreachable } from "../api/problem";
import type { SignInAddresses } from "./answers";

export const CALLBACK_PATH = "/signed-in";

/** Signing in and out by Cognito's managed login: authorization code with PKCE. */
export interface Auth {
  access(): string | null;
  /** Takes up the sign-in that this tab already has; false without one. */
  restore(): Promise<boolean>;
  /** Leaves the page for the managed login, which comes back to the callback path. */
  signIn(returnTo: string): Promise<void>;
  /** At the callback path: the code becomes tokens. Answers where to go on. Throws Problem. */
  complete(address: string): Promise<string>;
  /** A new access token; false when the sign-in is over. Throws Problem when nobody answers. */
  renew(): Promise<boolean>;
  /** Leaves the page for the managed login's sign-out. */
  signOut(): Promise<void>;
  /** Forgets the sign-in of this tab and stays on the page. */
  forget(): Promise<void>;
}

/**
 * Tokens lie in sessionStorage. Memory alone would be no safer against a foreign script (one that runs here reads
 * either; the content security policy keeps it out), and a wallboard that reloads would lose its sign-in.
 * localStorage would outlive the tab.
 */
export class CognitoAuth implements Auth {
  private readonly manager: UserManager;
  private user: User | null = null;
  private renewal: Promise<boolean> | null = null;

  constructor(
    private readonly addresses: SignInAddresses,
    private readonly origin: string,
    private readonly leaveFor: (address: string) => void,
  ) {
    this.manager = new UserManager(managerSettings(addresses, origin));
    this.manager.events.addUserLoaded((user) => {
      this.user = user;
    });
    this.manager.events.addAccessTokenExpiring(() => {
      this.renew().catch(() => undefined);
    });
  }

  access(): string | null {
    return this.user?.access_token ?? null;
  }

  async restore(): Promise<boolean> {
    this.user = await this.manager.getUser();
    if (this.user?.expired) return this.renew();
    return this.user !== null;
  }

  async signIn(returnTo: string): Promise<void> {
    await this.manager.signinRedirect({ state: { returnTo } });
  }

  async complete(address: string): Promise<string> {
    try {
      this.user = await this.manager.signinRedirectCallback(address);
    } catch (error) {
      throw signInProblem(error);
    }
    return returnPath(this.user.state);
  }

  renew(): Promise<boolean> {
    this.renewal ??= this.renewOnce().finally(() => {
      this.renewal = null;
    });
    return this.renewal;
  }

  async signOut(): Promise<void> {
    await this.forget();
    const query = new URLSearchParams({ client_id: this.addresses.client_id, logout_uri: `${this.origin}/` });
    this.leaveFor(`${this.addresses.end_session_endpoint}?${query}`);
  }

  async forget(): Promise<void> {
    this.user = null;
    await this.manager.removeUser();
  }

  // Without a refresh token the library would try a hidden frame, which the content security policy forbids.
  private async renewOnce(): Promise<boolean> {
    if (!this.user?.refresh_token) return false;
    try {
      this.user = await this.manager.signinSilent();
      return this.user !== null;
    } catch (error) {
      if (error instanceof ErrorResponse) return false;
      throw unreachable();
    }
  }
}

function managerSettings(addresses: SignInAddresses, origin: string) {
  return {
    authority: addresses.authority,
    client_id: addresses.client_id,
    redirect_uri: `${origin}${CALLBACK_PATH}`,
    response_type: "code",
    scope: "openid email",
    // Given, so that no discovery document is read from a host that the content security policy does not name.
    metadata: {
      issuer: addresses.authority,
      authorization_endpoint: addresses.authorization_endpoint,
      token_endpoint: addresses.token_endpoint,
      end_session_endpoint: addresses.end_session_endpoint,
    },
    automaticSilentRenew: false,
    loadUserInfo: false,
    userStore: new WebStorageStateStore({ store: window.sessionStorage }),
    stateStore: new WebStorageStateStore({ store: window.sessionStorage }),
  };
}

function signInProblem(error: unknown): Problem {
  const words = error instanceof ErrorResponse ? (error.error_description ?? "") : "";
  return new Problem(
    400,
    "The sign-in did not succeed",
    words || "Its time may have run out. Please sign in again.",
  );
}

/** Only a path of this page: what comes back through an address is never followed elsewhere. */
export function returnPath(state: unknown): string {
  if (typeof state !== "object" || state === null || !("returnTo" in state)) return "/";
  const path = state.returnTo;
  return typeof path === "string" && /^\/(?![/\\])/.test(path) ? path : "/";
}
