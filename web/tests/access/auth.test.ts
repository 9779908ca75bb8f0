import { describe, expect, it, vi } from "vitest";
import { CognitoAuth, returnPath } from "../../src/access/auth";
import { answer, CONFIGURATION } from "../samples";

const HOUR = 3600;

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

function answerTokens(response: () => Promise<Response>) {
  const fetch = vi.fn((_: string, __?: RequestInit) => response());
  vi.stubGlobal("fetch", fetch);
  return fetch;
}

const RENEWED = { access_token: "new", token_type: "Bearer", expires_in: HOUR };

describe("a tab", () => {
  it("without a sign-in has none", async () => {
    expect(await anAuth().restore()).toBe(false);
  });

  it("takes up its sign-in after a reload", async () => {
    storeUser(HOUR, "refresh");
    const auth = anAuth();
    expect([await auth.restore(), auth.access()]).toEqual([true, "old"]);
  });

  it("renews a sign-in that has run out", async () => {
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

  it("tells when nobody answers, and the sign-in stays", async () => {
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

describe("signing out", () => {
  it("forgets the tokens and leaves for Cognito's own sign-out", async () => {
    storeUser(HOUR, "refresh");
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

describe("the way back after signing in", () => {
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
