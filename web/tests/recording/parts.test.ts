import { describe, expect, it } from "vitest";
import { Listening } from "../../src/recording/listening";
import { type Part, partAt, shareOf, union } from "../../src/recording/parts";
import { isSilent, silentParts } from "../../src/recording/silence";

describe("the union of parts", () => {
  it.each<[string, readonly Part[], readonly Part[]]>([
    ["nothing", [], []],
    [
      "parts in any order",
      [
        [5, 6],
        [1, 2],
      ],
      [
        [1, 2],
        [5, 6],
      ],
    ],
    [
      "overlapping parts",
      [
        [1, 4],
        [3, 6],
      ],
      [[1, 6]],
    ],
    [
      "a part in another",
      [
        [1, 9],
        [3, 4],
      ],
      [[1, 9]],
    ],
    [
      "parts with hardly a gap",
      [
        [1, 2],
        [2.2, 3],
      ],
      [[1, 3]],
    ],
    [
      "parts beyond the recording",
      [
        [-3, 1],
        [8, 40],
        [50, 60],
      ],
      [
        [0, 1],
        [8, 10],
      ],
    ],
    [
      "parts of no length, or backwards",
      [
        [3, 3],
        [5, 4],
      ],
      [],
    ],
  ])("of %s", (_, parts, expected) => {
    expect(union(parts, 10)).toEqual(expected);
  });

  it("is the same whichever comes first", () => {
    const parts: Part[] = Array.from({ length: 40 }, (_, index) => [
      (index * 7) % 31,
      ((index * 7) % 31) + 1.5,
    ]);
    expect(union([...parts].reverse())).toEqual(union(parts));
  });

  it("covers a share of the whole", () => {
    expect([
      shareOf(
        [
          [0, 2],
          [1, 3],
        ],
        10,
      ),
      shareOf([[0, 99]], 10),
      shareOf([[0, 1]], 0),
    ]).toEqual([0.3, 1, 0]);
  });

  it("has a part at a moment, or none", () => {
    const parts: Part[] = [
      [1, 2],
      [4, 8],
      [9, 10],
    ];
    expect([0, 1, 2, 5, 8, 9.5, 11].map((at) => partAt(parts, at)?.[0] ?? null)).toEqual([
      null,
      1,
      null,
      4,
      null,
      9,
      null,
    ]);
  });
});

describe("silence", () => {
  // One value each half second.
  const sound = (...lengths: readonly number[]) =>
    lengths.flatMap((length, index) => Array<number>(length).fill(index % 2 === 0 ? 0.6 : 0.001));

  it("is where both channels are silent for a while", () => {
    const first = sound(4, 16);
    const second = sound(8, 8, 4);
    expect(silentParts([first, second], 10)).toEqual([[4.25, 7.75]]);
  });

  it("is no short pause", () => {
    expect(silentParts([sound(4, 2, 4)], 5)).toEqual([]);
  });

  it("at the beginning and at the end is left out whole", () => {
    expect(silentParts([[...Array<number>(6).fill(0), 0.5, 0.5, ...Array<number>(6).fill(0)]], 7)).toEqual([
      [0, 2.75],
      [4.25, 7],
    ]);
  });

  it("is not skipped where there is nothing else", () => {
    const nothing = Array<number>(100).fill(0);
    expect([silentParts([nothing], 50), isSilent([nothing]), isSilent([])]).toEqual([[], true, false]);
  });

  it("is not a quiet voice", () => {
    expect(silentParts([Array<number>(100).fill(0.03)], 50)).toEqual([]);
  });

  it("is unknown without peaks or without a length", () => {
    expect([silentParts([], 10), silentParts([[0, 1]], 0)]).toEqual([[], []]);
  });
});

describe("listened parts", () => {
  it("are reported once", async () => {
    const reports: (readonly Part[])[] = [];
    const listening = new Listening(async (parts) => void reports.push(parts));
    listening.heard(1, 2);
    listening.heard(2, 3.04);
    await listening.flush();
    await listening.flush();
    listening.heard(8, 9);
    await listening.flush();
    expect(reports).toEqual([[[1, 3]], [[8, 9]]]);
  });

  it("are reported again after a report that failed", async () => {
    const reports: (readonly Part[])[] = [];
    let isDown = true;
    const listening = new Listening(async (parts) => {
      if (isDown) throw new Error("The network is down");
      reports.push(parts);
    });
    listening.heard(1, 2);
    await listening.flush();
    isDown = false;
    listening.heard(5, 6);
    await listening.flush();
    expect(reports).toEqual([
      [
        [1, 2],
        [5, 6],
      ],
    ]);
  });

  it("are at most 500 in a report", async () => {
    const counts: number[] = [];
    const listening = new Listening(async (parts) => void counts.push(parts.length));
    for (let at = 0; at < 700; at += 1) listening.heard(at * 10, at * 10 + 1);
    await listening.flush();
    await listening.flush();
    expect(counts).toEqual([500, 200]);
  });
});
