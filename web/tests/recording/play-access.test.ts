import { describe, expect, it, vi } from "vitest";
import { Problem } from "../../src/api/problem";
import { PlayAccess } from "../../src/recording/play-access";

const MINUTE = 60_000;

function anAccess(changes: { lifetime?: number; ahead?: number; renew?: () => Promise<never> } = {}) {
  const { lifetime = 5 * MINUTE, ahead = 0 } = changes;
  const clock = { now: 1_000_000 };
  let count = 0;
  const address = () => {
    count += 1;
    return {
      url: `https://audio/${count}`,
      expires_at: new Date(clock.now - ahead + lifetime).toISOString(),
    };
  };
  const start = vi.fn(async () => ({ play: `p${count + 1}`, ...address() }));
  const renew = vi.fn(changes.renew ?? (async (_: string) => address()));
  return { access: new PlayAccess({ start, renew }, () => clock.now), clock, start, renew };
}

describe("the address of the audio", () => {
  it("is asked for once, also when it is wanted twice at a time", async () => {
    const { access, start } = anAccess();
    const both = await Promise.all([access.address(), access.address()]);
    expect([both, await access.address(), start.mock.calls.length]).toEqual([
      ["https://audio/1", "https://audio/1"],
      "https://audio/1",
      1,
    ]);
  });

  it("is renewed within the same play before it ends", async () => {
    const { access, clock, start, renew } = anAccess();
    await access.address();
    clock.now += 4 * MINUTE;
    const before = await access.address();
    clock.now += 20_000;
    expect([before, await access.address(), start.mock.calls.length, renew.mock.calls]).toEqual([
      "https://audio/1",
      "https://audio/2",
      1,
      [["p1"]],
    ]);
  });

  it.each([
    ["an hour ahead", 60 * MINUTE, 15_000],
    ["an hour behind", -60 * MINUTE, 4 * MINUTE + 15_000],
    ["right", 0, 4 * MINUTE + 15_000],
  ])("is renewed in time on a computer whose clock is %s", async (_, ahead, left) => {
    const { access } = anAccess({ ahead });
    await access.address();
    expect(access.left).toBe(left);
  });

  it("comes from a new play if the old one is forgotten", async () => {
    const forgotten = () => {
      throw new Problem(404, "Not Found", "", null, { code: "play_unknown", errors: [] });
    };
    const { access, clock, start } = anAccess({ renew: async () => forgotten() });
    await access.address();
    clock.now += 5 * MINUTE;
    expect([await access.address(), access.id, start.mock.calls.length]).toEqual([
      "https://audio/2",
      "p2",
      2,
    ]);
  });

  it("is refused in the server's words once the recording is erased", async () => {
    const erased = new Problem(410, "Gone", "The recording was erased.", null, {
      code: "recording_erased",
      errors: [],
    });
    const { access, clock } = anAccess({ renew: () => Promise.reject(erased) });
    await access.address();
    clock.now += 5 * MINUTE;
    await expect(access.address()).rejects.toBe(erased);
  });
});
