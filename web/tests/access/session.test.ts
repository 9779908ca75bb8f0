import * as v from "valibot";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { noteActivity } from "../../src/access/activity";
import type { Auth } from "../../src/access/auth";
import { Session } from "../../src/access/session";
import type { ApiClient, Fetch } from "../../src/api/client";
import { Problem } from "../../src/api/problem";
import { answer, aPerson, aProblem, CONFIGURATION } from "../samples";

function anAuth(changes: Partial<Auth> = {}): Auth {
  return {
    access: () => "token",
    restore: async () => true,
    signIn: async () => undefined,
    complete: async () => "/realtime?sort=-since",
    renew: async () => false,
    signOut: async () => undefined,
    stop: () => undefined,
    forget: async () => undefined,
    ...changes,
  };
}

let served = () => answer({});

interface Visit {
  readonly auth?: Auth;
  readonly address?: string;
  readonly me?: () => Response;
  readonly configuration?: () => Response;
}

function visit({ auth = anAuth(), address = "/", me, configuration }: Visit) {
  const replace = vi.fn();
  const fetch: Fetch = async (path) => {
    if (path === "/v1/configuration") return configuration?.() ?? answer(CONFIGURATION);
    if (path !== "/v1/me") return served();
    return me?.() ?? answer(aPerson("Manager"));
  };
  const location = () => new URL(address, "https://console.example");
  const session = new Session({ fetch, auth: () => auth, location, replace });
  return { session, replace };
}

describe("signing out", () => {
  it("leaves nothing of drafts in the browser, and before it ends the sign-in", async () => {
    const left: (string | null)[] = [];
    const key = "ringkeep.kept.u-1.draft.e-1";
    const auth = anAuth({ signOut: async () => void left.push(window.localStorage.getItem(key)) });
    const { session } = visit({ auth });
    await session.start();
    window.localStorage.setItem(key, "mine");
    await session.signOut();
    expect(left).toEqual([null]);
  });

  it("is not needed to forget the drafts of someone else", async () => {
    window.localStorage.setItem("ringkeep.kept.someone-else.draft.e-1", "theirs");
    const { session } = visit({});
    await session.start();
    expect(window.localStorage.getItem("ringkeep.kept.someone-else.draft.e-1")).toBeNull();
  });
});

describe("a visit", () => {
  it("without a sign-in ends at the sign-in page", async () => {
    const { session } = visit({ auth: anAuth({ restore: async () => false }) });
    await session.start();
    expect(session.stages.get()).toEqual({ name: "signed-out", reason: null });
  });

  it("with a sign-in ends at the pages", async () => {
    const { session } = visit({});
    await session.start();
    expect(session.stages.get()).toMatchObject({ name: "ready", me: { role: "Manager" }, livePath: "/live" });
  });

  it("at the callback path completes the sign-in and opens the page that was asked for", async () => {
    const { session, replace } = visit({ address: "/signed-in?code=c&state=s" });
    await session.start();
    expect([session.stages.get().name, replace.mock.calls]).toEqual(["ready", [["/realtime?sort=-since"]]]);
  });

  it("with a used code reports it, and removes the code from the address", async () => {
    const spent = new Problem(400, "The sign-in did not succeed", "Please sign in again.");
    const auth = anAuth({ complete: () => Promise.reject(spent) });
    const { session, replace } = visit({ auth, address: "/signed-in?code=c&state=s" });
    await session.start();
    expect([session.stages.get(), replace.mock.calls]).toEqual([{ name: "failed", problem: spent }, [["/"]]]);
  });

  it("of a person without a role is forbidden", async () => {
    const { session } = visit({ me: () => aProblem(403, "No role") });
    await session.start();
    expect(session.stages.get()).toMatchObject({ name: "forbidden", problem: { title: "No role" } });
  });

  it("whose sign-in has ended forgets it and asks for a new one", async () => {
    const auth = anAuth({ forget: vi.fn(async () => undefined) });
    const { session } = visit({ auth, me: () => aProblem(401) });
    await session.start();
    expect(session.stages.get()).toMatchObject({
      name: "signed-out",
      reason: expect.stringContaining("ended"),
    });
    expect(auth.forget).toHaveBeenCalled();
  });

  it("that tries again stops the renewals of the earlier try", async () => {
    const auth = anAuth({ stop: vi.fn() });
    const { session } = visit({ auth });
    await session.start();
    expect(auth.stop).not.toHaveBeenCalled();
    await session.start();
    expect(auth.stop).toHaveBeenCalledTimes(1);
  });

  it("to a failing server shows the problem", async () => {
    const { session } = visit({ configuration: () => aProblem(503, "Busy", "Later.") });
    await session.start();
    expect(session.stages.get()).toMatchObject({
      name: "failed",
      problem: { title: "Busy", detail: "Later." },
    });
  });

  it("that is refused before the sign-in shows the problem", async () => {
    const { session } = visit({ configuration: () => aProblem(403, "Blocked") });
    await session.start();
    expect(session.stages.get()).toMatchObject({ name: "failed", problem: { title: "Blocked" } });
  });

  it("succeeds when it is tried again later", async () => {
    let works = false;
    const { session } = visit({ configuration: () => (works ? answer(CONFIGURATION) : aProblem(503)) });
    await session.start();
    works = true;
    await session.start();
    expect(session.stages.get().name).toBe("ready");
  });
});

describe("a request that is refused later", () => {
  async function ready(again: () => Response) {
    const answers = [() => answer(aPerson("Manager")), again];
    const { session } = visit({ me: () => (answers.shift() ?? again)() });
    await session.start();
    const stage = session.stages.get();
    if (stage.name !== "ready") throw new Error(stage.name);
    return { session, api: stage.api };
  }

  async function refuse(api: { get: ApiClient["get"] }): Promise<void> {
    await api.get("/v1/realtime", v.unknown()).catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve));
  }

  it("shows what is left of the person's rights", async () => {
    const { session, api } = await ready(() =>
      answer({ ...aPerson("Manager"), rights: ["recordings.list"] }),
    );
    served = () => aProblem(403, "Forbidden");
    await refuse(api);
    expect(session.stages.get()).toMatchObject({ name: "ready", me: { rights: ["recordings.list"] } });
  });

  it("of someone who was deactivated ends the visit", async () => {
    const { session, api } = await ready(() => aProblem(403, "No longer active"));
    served = () => aProblem(403, "Forbidden");
    await refuse(api);
    expect(session.stages.get()).toMatchObject({
      name: "forbidden",
      problem: { title: "No longer active" },
    });
  });
});

describe("a sign-in that no one used for long", () => {
  const HOUR = 3_600_000;

  it("is forgotten, and says why", async () => {
    noteActivity(Date.now() - HOUR);
    const auth = anAuth({ forget: vi.fn(async () => undefined) });
    const { session } = visit({ auth });
    await session.start();
    expect(session.stages.get()).toMatchObject({
      name: "signed-out",
      reason: expect.stringContaining("nothing was done"),
    });
    expect(auth.forget).toHaveBeenCalled();
  });

  it("goes on when signing out for want of activity is switched off", async () => {
    noteActivity(Date.now() - HOUR);
    const { session } = visit({ configuration: () => answer({ ...CONFIGURATION, idle_minutes: 0 }) });
    await session.start();
    expect(session.stages.get().name).toBe("ready");
  });

  it("says why after the way through the sign-in pages, once", async () => {
    const { session } = visit({ auth: anAuth({ restore: async () => false }) });
    await session.start();
    await session.signOutIdle();
    await session.start();
    const first = session.stages.get();
    await session.start();
    expect([first, session.stages.get()]).toMatchObject([
      { reason: expect.stringContaining("nothing was done") },
      { reason: null },
    ]);
  });
});

describe("signing in", () => {
  it("comes back to the page that was asked for", async () => {
    const signIn = vi.fn(async () => undefined);
    const auth = anAuth({ restore: async () => false, signIn });
    const { session } = visit({ auth, address: "/realtime?find=anna" });
    await session.start();
    await session.signIn();
    expect(signIn).toHaveBeenCalledWith("/realtime?find=anna");
  });
});

describe("a visit whose first request fails", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("tries again by itself, after longer and longer pauses", async () => {
    let requests = 0;
    const configuration = () => {
      requests += 1;
      return requests < 4 ? aProblem(503) : answer(CONFIGURATION);
    };
    const { session } = visit({ configuration });
    await session.start();
    expect(session.stages.get().name).toBe("failed");
    for (const [seconds, expected] of [
      [4, 1],
      [2, 2],
      [8, 2],
      [3, 3],
      [20, 4],
    ] as const) {
      await vi.advanceTimersByTimeAsync(seconds * 1000);
      expect(requests).toBe(expected);
    }
    expect(session.stages.get().name).toBe("ready");
  });

  it("does not repeat what can never succeed", async () => {
    const configuration = vi.fn(() => aProblem(400));
    const { session } = visit({ configuration });
    await session.start();
    await vi.advanceTimersByTimeAsync(120_000);
    expect(configuration).toHaveBeenCalledTimes(1);
  });
});
