import { describe, expect, it, vi } from "vitest";
import { returnPath } from "../../src/access/auth";
import { CognitoAuth } from "../../src/access/cognito";
import { answer, CONFIGURATION } from "../samples";

const HOUR = 3600;
// As Ringkeep's function of the user pool says it: ringkeep/domain/access/federation.py.
const CONNECTED_SENTENCE = "Your Ringkeep account is now connected to your company account.";

function storeUser(expiresIn: number, refreshToken: string | undefined): void {
  const { authority, client_id } = CONFIGURATION.sign_in;
  const user = {
    access_token: "old",
    refresh_token: refreshToken,
    token_type: "Bearer",
    profile: { sub: "u-1" },
    expires_at: Math.floor(Date.now() / 1000) + expiresIn,
  };
  window.sessionStorage.setItem(`oidc.user:${authority}:${client_id}`, JSON.stringify(user));
}

function anAuth(leaveFor = vi.fn()) {
  return new CognitoAuth(CONFIGURATION.sign_in, "https://console.example", leaveFor);
}

function answerTokens(response: (address: string) => Promise<Response>) {
  const fetch = vi.fn((address: string, _?: RequestInit) => response(address));
  vi.stubGlobal("fetch", fetch);
  return fetch;
}

const RENEWED = { access_token: "new", token_type: "Bearer", expires_in: HOUR };

describe("a tab", () => {
  it("without a sign-in restores none", async () => {
    expect(await anAuth().restore()).toBe(false);
  });

  it("restores its sign-in after a reload", async () => {
    storeUser(HOUR, "refresh");
    const auth = anAuth();
    expect([await auth.restore(), auth.access()]).toEqual([true, "old"]);
  });

  it("renews a sign-in that has expired", async () => {
    storeUser(-HOUR, "refresh");
    answerTokens(async () => answer(RENEWED));
    const auth = anAuth();
    expect([await auth.restore(), auth.access()]).toEqual([true, "new"]);
  });
});

describe("renewing", () => {
  it("asks Cognito once, however many requests wait for it", async () => {
    storeUser(HOUR, "refresh");
    const fetch = answerTokens(async () => answer(RENEWED));
    const auth = anAuth();
    await auth.restore();
    await Promise.all([auth.renew(), auth.renew(), auth.renew()]);
    expect(fetch).toHaveBeenCalledTimes(1);
    expect(String(fetch.mock.calls[0]?.[1]?.body)).toContain("grant_type=refresh_token");
  });

  it("is over when Cognito refuses the refresh token", async () => {
    storeUser(HOUR, "refresh");
    answerTokens(async () => answer({ error: "invalid_grant" }, 400));
    const auth = anAuth();
    await auth.restore();
    expect(await auth.renew()).toBe(false);
  });

  it("reports a lost network, and the sign-in stays", async () => {
    storeUser(HOUR, "refresh");
    answerTokens(() => Promise.reject(new TypeError("Failed to fetch")));
    const auth = anAuth();
    await auth.restore();
    await expect(auth.renew()).rejects.toMatchObject({ status: 0 });
    expect(auth.access()).toBe("old");
  });

  it("without a refresh token tries no hidden frame", async () => {
    storeUser(HOUR, undefined);
    const auth = anAuth();
    await auth.restore();
    expect([await auth.renew(), document.querySelector("iframe")]).toEqual([false, null]);
  });
});

describe("signing in", () => {
  it("leaves for Cognito with a proof key, and the way back exchanges the code", async () => {
    const leaveFor = vi.fn();
    await anAuth(leaveFor).signIn("/realtime?sort=-since");
    const asked = new URL(leaveFor.mock.calls[0]?.[0]);
    expect([asked.origin + asked.pathname, asked.searchParams.get("code_challenge_method")]).toEqual([
      "https://login.example/oauth2/authorize",
      "S256",
    ]);
    const fetch = answerTokens(async () => answer({ ...RENEWED, id_token: idToken() }));
    const auth = anAuth();
    const back = `https://console.example/signed-in?code=c&state=${asked.searchParams.get("state")}`;
    expect([await auth.complete(back), auth.access()]).toEqual(["/realtime?sort=-since", "new"]);
    expect(String(fetch.mock.calls[0]?.[1]?.body)).toContain("code_verifier=");
    expect(await anAuth().restore()).toBe(true);
  });

  it("goes through by itself after the account was connected, and only once", async () => {
    const leaveFor = vi.fn();
    const provider = { ...CONFIGURATION.sign_in, identity_provider: "Entra-ID" };
    const auth = new CognitoAuth(provider, "https://console.example", leaveFor);
    await auth.signIn("/users");
    const refused = () => {
      const state = new URL(leaveFor.mock.lastCall?.[0]).searchParams.get("state") ?? "";
      const words = `PreSignUp failed with error ${CONNECTED_SENTENCE}. `;
      const query = new URLSearchParams({ error: "invalid_request", error_description: words, state });
      return `https://console.example/signed-in?${query}`;
    };
    void auth.complete(refused());
    await vi.waitFor(() => expect(leaveFor).toHaveBeenCalledTimes(2));
    expect(new URL(leaveFor.mock.lastCall?.[0]).searchParams.get("identity_provider")).toBe("Entra-ID");
    await expect(auth.complete(refused())).rejects.toMatchObject({
      detail: expect.stringContaining(CONNECTED_SENTENCE),
    });
    expect(leaveFor).toHaveBeenCalledTimes(2);
  });

  it("with a code that was not asked for is refused", async () => {
    const back = "https://console.example/signed-in?code=c&state=foreign";
    await expect(anAuth().complete(back)).rejects.toMatchObject({ title: "Signing in did not succeed" });
  });
});

function idToken(): string {
  const part = (value: unknown) => btoa(JSON.stringify(value)).replaceAll("=", "");
  return `${part({ alg: "none" })}.${part({ sub: "u-1", iss: CONFIGURATION.sign_in.authority, aud: "console" })}.x`;
}

describe("a token that is about to end", () => {
  it("is renewed a minute before", async () => {
    vi.useFakeTimers();
    storeUser(HOUR, "refresh");
    const fetch = answerTokens(async () => answer(RENEWED));
    const auth = anAuth();
    await auth.restore();
    await vi.advanceTimersByTimeAsync((HOUR - 61) * 1000);
    expect(fetch).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(auth.access()).toBe("new");
  });

  it("is left alone once the sign-in is over", async () => {
    vi.useFakeTimers();
    storeUser(HOUR, "refresh");
    const fetch = answerTokens(async () => answer(RENEWED));
    const auth = anAuth();
    await auth.restore();
    await auth.forget();
    await vi.advanceTimersByTimeAsync(HOUR * 1000);
    expect(fetch).not.toHaveBeenCalled();
  });
});

describe("signing out", () => {
  it("wins over a renewal that is under way", async () => {
    storeUser(HOUR, "refresh");
    let respond: (response: Response) => void = () => undefined;
    answerTokens((address) =>
      address.endsWith("/revoke")
        ? Promise.resolve(new Response())
        : new Promise((resolve) => {
            respond = resolve;
          }),
    );
    const auth = anAuth();
    await auth.restore();
    const renewal = auth.renew();
    await auth.signOut();
    respond(answer(RENEWED));
    expect([await renewal, auth.access(), await anAuth().restore()]).toEqual([false, null, false]);
  });

  it("makes the refresh token worthless at Cognito, without reading the answer", async () => {
    storeUser(HOUR, "refresh");
    const fetch = answerTokens(async () => new Response());
    const auth = anAuth();
    await auth.restore();
    await auth.signOut();
    const [address, request] = fetch.mock.calls[0] ?? [];
    expect([address, String(request?.body), request?.mode]).toEqual([
      "https://login.example/oauth2/revoke",
      "token=refresh&client_id=console",
      "no-cors",
    ]);
  });

  it("leaves even when the token cannot be revoked", async () => {
    storeUser(HOUR, "refresh");
    answerTokens(() => Promise.reject(new TypeError("Failed to fetch")));
    const leaveFor = vi.fn();
    const auth = anAuth(leaveFor);
    await auth.restore();
    await auth.signOut();
    expect(leaveFor).toHaveBeenCalledTimes(1);
  });

  it("of a sign-in without a refresh token asks for no revocation", async () => {
    storeUser(HOUR, undefined);
    const fetch = answerTokens(async () => new Response());
    const auth = anAuth();
    await auth.restore();
    await auth.signOut();
    expect(fetch).not.toHaveBeenCalled();
  });

  it("forgets the tokens and leaves for Cognito's own sign-out", async () => {
    storeUser(HOUR, "refresh");
    answerTokens(async () => new Response());
    const leaveFor = vi.fn();
    const auth = anAuth(leaveFor);
    await auth.restore();
    await auth.signOut();
    expect([auth.access(), window.sessionStorage.length]).toEqual([null, 0]);
    expect(leaveFor).toHaveBeenCalledWith(
      "https://login.example/logout?client_id=console&logout_uri=https%3A%2F%2Fconsole.example%2F",
    );
  });
});

describe("the path after signing in", () => {
  it.each([
    [{ returnTo: "/realtime?status=Ringing" }, "/realtime?status=Ringing"],
    [{ returnTo: "//elsewhere.example/" }, "/"],
    [{ returnTo: "/\\elsewhere.example/" }, "/"],
    [{ returnTo: "https://elsewhere.example/" }, "/"],
    [{ returnTo: 7 }, "/"],
    [undefined, "/"],
    [null, "/"],
  ])("of %j is %s", (state, path) => {
    expect(returnPath(state)).toBe(path);
  });
});
