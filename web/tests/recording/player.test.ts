import { beforeEach, describe, expect, it, vi } from "vitest";
import { Problem } from "../../src/api/problem";
import { Balance, loudnessOf } from "../../src/recording/balance";
import { Listening } from "../../src/recording/listening";
import type { Part } from "../../src/recording/parts";
import { PlayAccess } from "../../src/recording/play-access";
import { Player } from "../../src/recording/player";
import { nextSpeed } from "../../src/recording/player-state";
import { fakeAudio } from "./audio";

const MINUTE = 60_000;
const ERASED = new Problem(410, "Gone", "The recording was erased.");

function aPlayer({ silence = [] as readonly Part[] } = {}) {
  const audio = fakeAudio();
  let count = 0;
  const answer = async () => {
    count += 1;
    return { url: `https://audio/${count}`, expires_at: new Date(Date.now() + 5 * MINUTE).toISOString() };
  };
  const requests = { start: vi.fn(async () => ({ play: "p", ...(await answer()) })), renew: vi.fn(answer) };
  const reports: (readonly Part[])[] = [];
  const ended = vi.fn();
  const context = vi.fn(() => {
    throw new Error("No Web Audio");
  });
  const player = new Player({
    audio: audio.element,
    access: new PlayAccess(requests),
    listening: new Listening(async (parts) => void reports.push(parts)),
    balance: new Balance(audio.element, context),
    length: 100,
    silence,
    ended,
  });
  const status = () => player.state.get().status;
  return { audio, player, requests, reports, ended, status };
}

async function pass(milliseconds: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(milliseconds);
}

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
});

describe("the player", () => {
  it("asks for the audio at the first press, and begins where the person wanted", async () => {
    const { audio, player, requests, status } = aPlayer();
    player.seek(42);
    const before = [requests.start.mock.calls.length, status()];
    await player.play();
    expect([before, audio.sources, audio.element.currentTime, status()]).toEqual([
      [0, "idle"],
      ["https://audio/1"],
      42,
      "playing",
    ]);
  });

  it("pauses and goes on without asking again", async () => {
    const { audio, player, requests, status } = aPlayer();
    await player.play();
    audio.play(3);
    player.toggle();
    const paused = status();
    player.toggle();
    await pass(0);
    expect([paused, status(), player.position, requests.start.mock.calls.length]).toEqual([
      "paused",
      "playing",
      3,
      1,
    ]);
  });

  it("is paused by the browser, for example by the headset", async () => {
    const { audio, player, status } = aPlayer();
    await player.play();
    audio.element.pause();
    expect(status()).toBe("paused");
  });

  it("plays on when pause and play follow one another at once", async () => {
    const { player, status } = aPlayer();
    await player.play();
    player.toggle();
    player.toggle();
    await pass(0);
    expect(status()).toBe("playing");
  });

  it("renews the address before it ends, and keeps the position and the speed", async () => {
    const { audio, player, requests, status } = aPlayer();
    player.setSpeed(2);
    await player.play();
    audio.play(30);
    audio.buffered = 40;
    await pass(4 * MINUTE + 15_000);
    expect([requests.renew.mock.calls.length, audio.sources.length, player.position, status()]).toEqual([
      1,
      2,
      30,
      "playing",
    ]);
    expect(audio.element.playbackRate).toBe(2);
  });

  it("asks, but changes nothing, when the browser has the rest already", async () => {
    const { audio, player, requests } = aPlayer();
    await player.play();
    audio.buffered = 100;
    await pass(9 * MINUTE);
    expect([requests.renew.mock.calls.length, audio.sources.length]).toEqual([2, 1]);
  });

  it("stops with the server's sentence when the recording is erased meanwhile", async () => {
    const { audio, player, requests, status } = aPlayer();
    await player.play();
    audio.play(10);
    audio.buffered = 100;
    requests.renew.mockRejectedValue(ERASED);
    await pass(4 * MINUTE + 15_000);
    expect([status(), player.state.get().problem, player.position, audio.isPaused]).toEqual([
      "stopped",
      ERASED,
      10,
      true,
    ]);
  });

  it("plays on while the server cannot be reached, and tries again", async () => {
    const { audio, player, requests, status } = aPlayer();
    await player.play();
    requests.renew.mockRejectedValueOnce(new Problem(503, "Busy", "Later."));
    await pass(4 * MINUTE + 15_000);
    const during = status();
    await pass(10_000);
    expect([during, requests.renew.mock.calls.length, audio.sources.length]).toEqual(["playing", 2, 2]);
  });

  it("renews the address after an error, and goes on", async () => {
    const { audio, player, status } = aPlayer();
    await player.play();
    audio.play(20);
    audio.fail();
    await pass(0);
    expect([audio.sources.length, player.position, status()]).toEqual([2, 20, "playing"]);
  });

  it("gives up the balance, and then the audio, if errors go on", async () => {
    const { audio, player, status } = aPlayer();
    await player.play();
    audio.fail();
    await pass(0);
    const first = audio.element.crossOrigin;
    audio.fail();
    await pass(0);
    const second = [audio.element.crossOrigin, player.state.get().balanceNote !== ""];
    audio.fail();
    await pass(0);
    expect([first, second, status()]).toEqual(["anonymous", [null, true], "stopped"]);
  });

  it("says why it cannot begin", async () => {
    const { player, requests, status } = aPlayer();
    requests.start.mockRejectedValueOnce(ERASED);
    await player.play();
    expect([status(), player.state.get().problem]).toEqual(["stopped", ERASED]);
  });

  it("waits for another press if the browser wants one", async () => {
    const { audio, player, status } = aPlayer();
    audio.element.play = () => Promise.reject(new DOMException("No gesture", "NotAllowedError"));
    await player.play();
    expect([status(), player.state.get().problem?.title]).toEqual(["stopped", "The browser waits for you"]);
  });

  it("skips silence", async () => {
    const { audio, player } = aPlayer({ silence: [[10, 50]] });
    player.skipSilence(true);
    await player.play();
    audio.play(10);
    expect(player.position).toBe(50);
  });

  it("repeats a part, whichever end was said first", async () => {
    const { audio, player } = aPlayer();
    player.seek(20);
    player.loopFrom();
    player.seek(18);
    player.loopTo();
    await player.play();
    audio.play(3);
    expect([player.state.get().loop, player.position]).toEqual([[18, 20], 19]);
  });

  it("says when the last second was played, and begins again at the next press", async () => {
    const { audio, player, ended, status } = aPlayer();
    await player.play();
    audio.end();
    const over = status();
    await player.play();
    expect([over, ended.mock.calls.length, player.position]).toEqual(["ended", 1, 0]);
  });

  it("says why the channels cannot be balanced", () => {
    const { player } = aPlayer();
    player.setBalance(1);
    expect(player.state.get().balanceNote).toContain("cannot balance");
  });
});

describe("what was listened to", () => {
  it("is reported every ten seconds, without what was jumped over", async () => {
    const { audio, player, reports } = aPlayer();
    await player.play();
    audio.play(5);
    player.seek(40);
    audio.play(2);
    await pass(10_000);
    expect(reports).toEqual([
      [
        [0, 5],
        [40, 42],
      ],
    ]);
  });

  it("is reported when the page is left", async () => {
    const { audio, player, reports } = aPlayer();
    await player.play();
    audio.play(1);
    player.close();
    await pass(0);
    expect(reports).toEqual([[[0, 1]]]);
  });
});

describe("speed and balance", () => {
  it.each([
    [1, 1, 1.25],
    [1, -1, 0.75],
    [3, 1, 3],
    [0.5, -1, 0.5],
    [1.3, 1, 1.5],
  ] as const)("from %d in direction %d is %d", (speed, direction, next) => {
    expect(nextSpeed(speed, direction)).toBe(next);
  });

  it.each([
    [-1, [1, 0]],
    [0, [1, 1]],
    [0.5, [0.5, 1]],
    [1, [0, 1]],
  ])("a balance of %d makes the channels %o", (balance, loudness) => {
    expect(loudnessOf(balance)).toEqual(loudness);
  });
});
