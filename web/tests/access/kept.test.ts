import { afterEach, describe, expect, it, vi } from "vitest";
import { beforeSignOut, forgetOthers, keptKey, leaveNothing } from "../../src/access/kept";

const kept = () => Object.keys(window.localStorage).sort();

describe("what is kept in the browser", () => {
  let off = () => {};
  afterEach(() => off());

  it("goes when someone else signs in, and what is no draft stays", () => {
    window.localStorage.setItem(keptKey("u-1", "draft.e-1"), "mine");
    window.localStorage.setItem(keptKey("u-10", "draft.e-1"), "theirs");
    window.localStorage.setItem("ringkeep.active-at", "1");
    forgetOthers("u-1");
    expect(kept()).toEqual(["ringkeep.active-at", "ringkeep.kept.u-1.draft.e-1"]);
  });

  it("is saved and goes when the person signs out", async () => {
    const order: string[] = [];
    off = beforeSignOut({
      save: async () => {
        order.push("saved");
      },
      stop: () => void order.push("stopped"),
    });
    window.localStorage.setItem(keptKey("u-1", "draft.e-1"), "mine");
    await leaveNothing();
    expect([order, kept()]).toEqual([["saved", "stopped"], []]);
  });

  it("does not hold up the sign-out without a connection", async () => {
    vi.useFakeTimers();
    off = beforeSignOut({ save: () => new Promise(() => undefined), stop: () => undefined });
    window.localStorage.setItem(keptKey("u-1", "draft.e-1"), "mine");
    const left = leaveNothing();
    await vi.advanceTimersByTimeAsync(3_100);
    await left;
    expect(kept()).toEqual([]);
  });
});
