import axe from "axe-core";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { press, type } from "../people/server";
import { answer, aProblem } from "../samples";
import { at, heldAudio, key, openRecording } from "./page";
import { aConversation, aTranscription, RECORDING, someDetails } from "./samples";

vi.mock("../../src/recording/media", async (original) => ({
  ...(await original<typeof import("../../src/recording/media")>()),
  createAudio: () => heldAudio(),
}));
vi.mock("../../src/recording/drawing", () => ({
  draw: () => ({ show: () => undefined, remove: () => undefined }),
}));

// Without layout there are no colours to compare: the browser tests do that.
const RULES = { "color-contrast": { enabled: false } };

async function violations(): Promise<string[]> {
  const { violations: found } = await axe.run(document.body, { rules: RULES });
  return found.map((violation) => `${violation.id}: ${violation.nodes[0]?.html}`);
}

const whole = { [`GET ${at(RECORDING)}`]: () => answer(someDetails({ conversation: aConversation() })) };

describe("axe finds nothing", () => {
  beforeEach(() => {
    document.documentElement.lang = "en";
  });

  it("on a recording with everything, while it plays, with a search and a note", async () => {
    await openRecording(whole, { moment: 12 });
    await press("Play");
    await press("Repeat from here");
    await key("h");
    await key("n");
    await type("Find in the transcript", "refund", 700);
    expect(await violations()).toEqual([]);
  });

  it.each([
    ["none", { turns: null }],
    ["running", { turns: null }],
    ["failed", { detail: "It took too long." }],
    ["completed", { turns: [], has_unredacted: true }],
  ])("on a transcription that is %s", async (status, changes) => {
    await openRecording({
      [`GET ${at(RECORDING, "transcription")}`]: () => answer(aTranscription({ status, ...changes })),
    });
    expect(await violations()).toEqual([]);
  });

  it("on a recording without audio, and on one that is not there", async () => {
    const lost = someDetails({ state: "lost", reason: "expired", audio: null, peaks: [] });
    await openRecording({ [`GET ${at(RECORDING)}`]: () => answer(lost) });
    const first = await violations();
    document.body.replaceChildren();
    await openRecording({ [`GET ${at(RECORDING)}`]: () => aProblem(404) });
    expect([first, await violations()]).toEqual([[], []]);
  });
});
