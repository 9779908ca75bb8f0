import { render } from "@testing-library/preact";
import axe from "axe-core";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { Session, type Stage } from "../src/access/session";
import { Problem } from "../src/api/problem";
import { App } from "../src/app";
import { openPage, serving } from "./pages";
import { aCall, aProblem, aService, aSnapshot, aUser, NOON } from "./samples";

// Without layout there are no colours to compare: the browser tests do that.
const RULES = { "color-contrast": { enabled: false } };

async function violations(): Promise<string[]> {
  vi.useRealTimers();
  const { violations: found } = await axe.run(document.body, { rules: RULES });
  return found.map((violation) => `${violation.id}: ${violation.nodes[0]?.html}`);
}

const OLD = aService({ stale: true, events_arrive: false, caller_names: false });

describe("axe finds nothing", () => {
  beforeEach(() => {
    document.documentElement.lang = "en";
    vi.useFakeTimers({ now: Date.parse(NOON) });
  });

  it("on the page with users", async () => {
    await openPage(serving(aSnapshot([aUser("1"), aCall("2", { calls: 2 }), aUser("3", { since: null })])));
    expect(await violations()).toEqual([]);
  });

  it("on the page with every notice", async () => {
    await openPage(serving(aSnapshot([aCall("2", { other_party: null })], { services: [OLD] })));
    expect(await violations()).toEqual([]);
  });

  it("on the page without users", async () => {
    await openPage(serving(aSnapshot([])));
    expect(await violations()).toEqual([]);
  });

  it("on the page before the first answer", async () => {
    await openPage(() => new Promise<Response>(() => undefined));
    expect(await violations()).toEqual([]);
  });

  it("on the page whose first request failed", async () => {
    await openPage(() => aProblem(503));
    expect(await violations()).toEqual([]);
  });

  it("on an agent's page", async () => {
    await openPage(serving(aSnapshot([aCall("1")])), "Agent");
    expect(await violations()).toEqual([]);
  });

  const stages: readonly Stage[] = [
    { name: "starting" },
    { name: "signing-in" },
    { name: "signed-out", reason: null },
    { name: "forbidden", problem: new Problem(403, "No role", "Your account has no role.") },
    { name: "failed", problem: new Problem(503, "Busy", "Later.") },
  ];

  it.each(stages)("on the page $name", async (stage) => {
    const session = aSession();
    session.stages.dispatch(stage);
    render(<App session={session} />);
    expect(await violations()).toEqual([]);
  });
});

function aSession(): Session {
  return new Session({
    fetch: () => Promise.reject(new Error("No request expected")),
    auth: () => {
      throw new Error("No sign-in expected");
    },
    location: () => window.location,
    replace: () => undefined,
  });
}
