import { ErrorResponse, OidcClient, User, WebStorageStateStore } from "oidc-client-ts";
import { Problem, unreachable } from "../api/problem";
import type { SignInAddresses } from "./answers";
import { type Auth, CALLBACK_PATH, returnPath } from "./auth";

// A token is renewed this long before it ends, so that no request has to wait for it.
const RENEW_BEFORE_SECONDS = 60;
// Signing out waits for the revocation no longer than this.
const REVOKE_MILLISECONDS = 3_000;
// How Ringkeep's own refusal begins after it has connected someone: the next sign-in goes through.
const CONNECTED = "Your Ringkeep account is now connected";
const TRIED_AGAIN_KEY = "ringkeep.signed-in-again";

/**
 * Signs in with Cognito. Tokens are kept in sessionStorage: a wallboard that reloads stays signed in, and closing
 * the tab ends it. Memory alone would not protect better against a foreign script, which could read either; the
 * content security policy keeps such scripts out.
 *
 * Uses OidcClient rather than the library's UserManager, whose hidden frames and pop-ups the policy forbids.
 */
export class CognitoAuth implements Auth {
  private readonly client: OidcClient;
  private readonly store = new WebStorageStateStore({ store: window.sessionStorage });
  private readonly storeKey: string;
  private user: User | null = null;
  private renewal: Promise<boolean> | null = null;
  private renewalTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly addresses: SignInAddresses,
    private readonly origin: string,
    private readonly leaveFor: (address: string) => void,
  ) {
    this.client = new OidcClient(settings(addresses, origin, this.store));
    this.storeKey = `user:${addresses.authority}:${addresses.client_id}`;
  }

  access(): string | null {
    return this.user?.access_token ?? null;
  }

  async restore(): Promise<boolean> {
    const stored = await this.store.get(this.storeKey);
    this.user = stored === null ? null : User.fromStorageString(stored);
    if (this.user?.expired) return this.renew();
    this.renewInTime();
    return this.user !== null;
  }

  async signIn(returnTo: string): Promise<void> {
    await this.leaveToSignIn(returnTo, {});
  }

  async complete(address: string): Promise<string> {
    try {
      const response = await this.client.processSigninResponse(address);
      await this.keep(new User(response));
      window.sessionStorage.removeItem(TRIED_AGAIN_KEY);
      return returnPath(response.userState);
    } catch (error) {
      if (!wasConnected(error) || window.sessionStorage.getItem(TRIED_AGAIN_KEY)) throw signInProblem(error);
      return this.signInAgain(returnPath(error.state));
    }
  }

  renew(): Promise<boolean> {
    this.renewal ??= this.renewOnce().finally(() => {
      this.renewal = null;
    });
    return this.renewal;
  }

  async signOut(): Promise<void> {
    const token = this.user?.refresh_token;
    await this.forget();
    if (token) await revoke(this.addresses, token);
    const query = new URLSearchParams({ client_id: this.addresses.client_id, logout_uri: `${this.origin}/` });
    this.leaveFor(`${this.addresses.end_session_endpoint}?${query}`);
  }

  /** Stops renewing the sign-in, which stays stored. */
  stop(): void {
    this.user = null;
    clearTimeout(this.renewalTimer);
  }

  async forget(): Promise<void> {
    this.stop();
    await this.store.remove(this.storeKey);
  }

  // The person has just signed in at their company, which therefore asks for nothing now. Only once, in case the
  // company's sign-in stops again: then the person reads why.
  private async signInAgain(returnTo: string): Promise<never> {
    window.sessionStorage.setItem(TRIED_AGAIN_KEY, "yes");
    await this.leaveToSignIn(returnTo, { identity_provider: this.addresses.identity_provider });
    return new Promise<never>(() => undefined);
  }

  private async leaveToSignIn(returnTo: string, extraQueryParams: Record<string, string>): Promise<void> {
    const request = await this.client.createSigninRequest({ state: { returnTo }, extraQueryParams });
    this.leaveFor(request.url);
  }

  private async renewOnce(): Promise<boolean> {
    const { user } = this;
    if (!user?.refresh_token) return false;
    const { refresh_token, id_token, session_state, scope, profile } = user;
    const state = { refresh_token, id_token, session_state, scope, profile };
    try {
      const response = await this.client.useRefreshToken({ state });
      // The person has signed out meanwhile: the new tokens must not bring the sign-in back.
      if (this.user !== user) return false;
      await this.keep(new User({ ...response, refresh_token: response.refresh_token ?? refresh_token }));
      return true;
    } catch (error) {
      if (error instanceof ErrorResponse) return false;
      throw unreachable();
    }
  }

  private async keep(user: User): Promise<void> {
    this.user = user;
    await this.store.set(this.storeKey, user.toStorageString());
    this.renewInTime();
  }

  private renewInTime(): void {
    clearTimeout(this.renewalTimer);
    const seconds = this.user?.expires_in;
    if (seconds === undefined || !this.user?.refresh_token) return;
    const wait = Math.max(0, seconds - RENEW_BEFORE_SECONDS);
    this.renewalTimer = setTimeout(() => this.renew().catch(() => undefined), wait * 1000);
  }
}

/**
 * Makes a refresh token worthless at Cognito. The answer is not read: Cognito need not let this page read it, and
 * whatever it says, the person leaves. The token of an unused tab would otherwise stay good for days.
 */
async function revoke({ token_endpoint, client_id }: SignInAddresses, token: string): Promise<void> {
  await fetch(token_endpoint.replace(/token$/, "revoke"), {
    method: "POST",
    body: new URLSearchParams({ token, client_id }),
    mode: "no-cors",
    credentials: "omit",
    keepalive: true,
    signal: AbortSignal.timeout(REVOKE_MILLISECONDS),
  }).catch(() => undefined);
}

function settings(addresses: SignInAddresses, origin: string, stateStore: WebStorageStateStore) {
  return {
    authority: addresses.authority,
    client_id: addresses.client_id,
    redirect_uri: `${origin}${CALLBACK_PATH}`,
    response_type: "code",
    scope: "openid email",
    // Given here, so that no discovery document is read from a host that the content security policy does not name.
    metadata: {
      issuer: addresses.authority,
      authorization_endpoint: addresses.authorization_endpoint,
      token_endpoint: addresses.token_endpoint,
      end_session_endpoint: addresses.end_session_endpoint,
    },
    loadUserInfo: false,
    stateStore,
  };
}

function wasConnected(error: unknown): error is ErrorResponse {
  return error instanceof ErrorResponse && (error.error_description ?? "").includes(CONNECTED);
}

function signInProblem(error: unknown): Problem {
  const words = error instanceof ErrorResponse ? (error.error_description ?? "") : "";
  return new Problem(
    400,
    "Signing in did not succeed",
    words || "It may have taken too long. Please sign in again.",
  );
}
