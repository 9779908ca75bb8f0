import { act, fireEvent, render, screen } from "@testing-library/preact";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { idleFor, noteActivity } from "../../src/access/activity";
import { IdleWatch } from "../../src/access/idle";

const MINUTE = 60_000;

beforeEach(() => {
  vi.useFakeTimers();
  noteActivity();
});

function watch(minutes = 60) {
  const signOut = vi.fn();
  render(<IdleWatch minutes={minutes} signOut={signOut} />);
  return signOut;
}

async function pass(milliseconds: number): Promise<void> {
  await act(async () => {
    await vi.advanceTimersByTimeAsync(milliseconds);
  });
}

function warning(): string | null {
  return document.querySelector("dialog")?.textContent ?? null;
}

describe("someone who does nothing", () => {
  it("is warned a minute before the sign-out", async () => {
    watch();
    await pass(58 * MINUTE);
    const before = warning();
    await pass(MINUTE + 2_000);
    expect([before, warning()]).toEqual([null, expect.stringContaining("signed out in 58 seconds")]);
  });

  it("is signed out, once", async () => {
    const signOut = watch();
    await pass(59.9 * MINUTE);
    expect(signOut).not.toHaveBeenCalled();
    await pass(MINUTE);
    expect(signOut).toHaveBeenCalledTimes(1);
  });

  it("is signed out at once when the computer slept for longer", async () => {
    const signOut = watch();
    await pass(2_000);
    vi.setSystemTime(Date.now() + 3 * 60 * MINUTE);
    await pass(2_000);
    expect(signOut).toHaveBeenCalledTimes(1);
  });
});

describe("someone who does something", () => {
  it("stays signed in", async () => {
    const signOut = watch();
    for (let quarter = 0; quarter < 8; quarter += 1) {
      await pass(15 * MINUTE);
      fireEvent.keyDown(window, { key: "a" });
    }
    expect([signOut.mock.calls.length, warning()]).toEqual([0, null]);
  });

  it("in another tab stays signed in here, too", async () => {
    const signOut = watch();
    await pass(59.5 * MINUTE);
    const warned = warning() !== null;
    noteActivity();
    await pass(2_000);
    expect([warned, warning(), signOut.mock.calls.length]).toEqual([true, null, 0]);
  });

  it("who is warned stays by saying so, not by moving the mouse", async () => {
    const signOut = watch();
    await pass(59.5 * MINUTE);
    fireEvent.pointerMove(window);
    await pass(2_000);
    const afterMoving = warning() !== null;
    fireEvent.click(screen.getByRole("button", { name: "Stay signed in" }));
    await pass(2_000);
    expect([afterMoving, warning(), idleFor() < MINUTE, signOut.mock.calls.length]).toEqual([
      true,
      null,
      true,
      0,
    ]);
  });
});

describe("a short time", () => {
  it("warns when half of it is over", async () => {
    watch(1);
    await pass(20_000);
    const before = warning();
    await pass(15_000);
    expect([before, warning() !== null]).toEqual([null, true]);
  });
});
