import { describe, expect, it } from "vitest";
import { placesOf } from "../../src/recording/transcript/search";
import { speakerNumbers, speakerWords } from "../../src/recording/transcript/speakers";
import { shown } from "../../src/recording/transcript/text";
import { latestWord, timelineOf, wordsAt } from "../../src/recording/transcript/timeline";
import { pauseAfter } from "../../src/recording/transcript/use-transcription";
import type { Turn } from "../../src/recording/transcription";
import { aTurn } from "./samples";

const turn = (text: string, start: number, changes: Partial<Turn> = {}): Turn => ({
  ...aTurn(text, start),
  ...changes,
});

describe("the words that are spoken", () => {
  const text = shown([turn("Good morning", 0), turn("Hello there", 1, { channel: 1, speaker: "ch_1" })]);
  const timeline = timelineOf(text);

  it("are one of each speaker at most", () => {
    expect([-1, 0.2, 1.2, 2.2, 9].map((at) => wordsAt(timeline, at))).toEqual([[], [0], [1, 2], [3], []]);
  });

  it("end with the word that begins last", () => {
    expect([-1, 0.2, 1.2, 9].map((at) => latestWord(timeline, at))).toEqual([-1, 0, 1, 3]);
  });

  it("never are one without a time", () => {
    const words = [
      { text: "One", start: null, end: null, confidence: null },
      { text: "two", start: 4, end: null, confidence: null },
    ];
    const untimed = shown([{ ...turn("One two", 3), words }]);
    expect([
      untimed.words[0]?.start,
      wordsAt(timelineOf(untimed), 3),
      wordsAt(timelineOf(untimed), 4.05),
    ]).toEqual([3, [], [1]]);
  });

  it("are found at once among a hundred thousand", () => {
    const long = shown(Array.from({ length: 10_000 }, (_, index) => turn("a b c d e f g h i j", index * 10)));
    const many = timelineOf(long);
    const begun = performance.now();
    for (let at = 0; at < 100_000; at += 100) wordsAt(many, at);
    expect([long.words.length, performance.now() - begun < 200]).toEqual([100_000, true]);
  });
});

describe("a search in the transcript", () => {
  const text = shown([turn("Good morning, Mister Müller.", 0), turn("GOOD  evening", 5)]);

  it.each([
    [
      "good",
      [
        [0, 0],
        [4, 4],
      ],
    ],
    ["morning, mister", [[1, 2]]],
    ["ORNING", [[1, 1]]],
    ["müller", [[3, 3]]],
    ["mu\u0308ller", [[3, 3]]],
    ["  good   morning ", [[0, 1]]],
    ["müller. good", []],
    ["(", []],
    ["   ", []],
  ])("for %s", (wanted, places) => {
    expect(placesOf(text, wanted).map(({ first, last }) => [first, last])).toEqual(places);
  });

  it("finds several places in one long word", () => {
    expect(placesOf(shown([turn("a".repeat(10_000), 0)]), "aaaa").length).toBe(1_000);
  });

  it("works in languages without spaces", () => {
    const words = ["もし", "もし"].map((word, index) => ({
      text: word,
      start: index,
      end: index + 1,
      confidence: 1,
    }));
    const japanese = shown([{ ...turn("もしもし", 0), words }]);
    expect([japanese.turns[0]?.joint, placesOf(japanese, "しも")]).toEqual(["", [{ first: 0, last: 1 }]]);
  });
});

describe("a bad transcript", () => {
  it("without words has the text of its turns, or nothing", () => {
    const wordless = [turn("Only a text", 2, { words: [] }), turn("", 4, { words: [] })];
    expect(shown(wordless).words.map(({ text, start }) => [text, start])).toEqual([["Only a text", 2]]);
  });
});

describe("a speaker", () => {
  const users = [{ id: "u-1", name: "Anna Lee" }];

  it.each([
    [{ user_id: "u-1", channel: 0, speaker: "ch_0" }, "Anna Lee"],
    [{ user_id: "u-9", channel: 1, speaker: "ch_1" }, "Channel 2"],
    [{ user_id: "", channel: 0, speaker: "ch_0" }, "Channel 1"],
    [{ user_id: "", channel: null, speaker: "spk_1" }, "Speaker 2"],
    [{ user_id: "", channel: null, speaker: "" }, "Speaker"],
  ])("%o is %s", (one, words) => {
    expect(speakerWords(one, users)).toBe(words);
  });

  it("keeps the number", () => {
    const turns = [turn("a", 0), turn("b", 1, { speaker: "ch_1", channel: 1 }), turn("c", 2)];
    expect(speakerNumbers(turns)).toEqual([0, 1, 0]);
  });
});

describe("the pause before the next question", () => {
  it("grows, and has its limits", () => {
    expect([0, 2_000, 10_000, 40_000, 600_000].map(pauseAfter)).toEqual([
      1_000, 1_000, 2_500, 10_000, 15_000,
    ]);
  });
});
