import * as v from "valibot";
import { describe, expect, it } from "vitest";
import written from "../../../tests/score_vectors.json";
import { read } from "../../src/api/reading";
import { enabledQuestions } from "../../src/evaluation/enablement";
import { exact, fraction, toNumber } from "../../src/evaluation/fraction";
import { category, type Scores, score } from "../../src/evaluation/scoring";
import { SCORECARD } from "../../src/scorecards/content";
import type { Answers } from "../../src/scorecards/preview/answer";

interface Case {
  readonly answers: Answers;
  readonly expected: Scores & { readonly category: string; readonly enabled: readonly string[] };
}

/** Written by `python -m tools.score_vectors` from the server's own rules. */
const VECTORS = written as unknown as readonly {
  readonly scorecard: unknown;
  readonly cases: readonly Case[];
}[];
const CARDS = VECTORS.map(({ scorecard, cases }) => ({
  title: read(v.object({ title: v.string() }), scorecard).title,
  scorecard: read(SCORECARD, scorecard),
  cases,
}));

describe("the score is the server's, to the last digit", () => {
  it.each(CARDS)("$title", ({ scorecard, cases }) => {
    const computed = cases.map(({ answers }) => {
      const scores = score(scorecard, answers);
      return {
        ...scores,
        category: category(scores.score, scorecard.thresholds),
        enabled: [...enabledQuestions(scorecard, answers)].sort(),
      };
    });
    expect(computed).toEqual(cases.map(({ expected }) => expected));
  });
});

describe("fractions", () => {
  it.each([
    [33.3, 333n, 10n],
    [0, 0n, 1n],
    [1e-7, 1n, 10_000_000n],
    [1e21, 10n ** 21n, 1n],
  ])("are exact for %d", (value, over, under) => expect(exact(value)).toEqual({ over, under }));

  it("become the nearest number", () => {
    expect([toNumber(fraction(200, 3)), toNumber(fraction(1, 3)), toNumber(exact(0.1))]).toEqual([
      200 / 3,
      1 / 3,
      0.1,
    ]);
  });
});
