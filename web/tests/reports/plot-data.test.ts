import { describe, expect, it } from "vitest";
import type { Series } from "../../src/reports/answers";
import { columnsOf, isHollow, pointsAt, rangeOf, startsOf } from "../../src/reports/plot-data";
import { aPoint, aSeries } from "./samples";

const series = (changes: object = {}) => aSeries(changes) as Series;

describe("the periods of a plot", () => {
  it("go on without a gap, also over the end of a year", () => {
    const found = startsOf(
      [series({ points: [aPoint("2026-11-01", 80)] }), series({ points: [aPoint("2027-02-01", 80)] })],
      "month",
    );
    expect(found).toEqual(["2026-11-01", "2026-12-01", "2027-01-01", "2027-02-01"]);
  });

  it("by week are seven days from one another", () => {
    const points = [aPoint("2026-12-14", 80), aPoint("2027-01-04", 80)];
    expect(startsOf([series({ points })], "week")).toEqual([
      "2026-12-14",
      "2026-12-21",
      "2026-12-28",
      "2027-01-04",
    ]);
  });

  it("are none without a point, and do not go on for ever", () => {
    const far = [aPoint("0001-01-01", 80), aPoint("9998-01-01", 80)];
    expect([
      startsOf([series({ points: [] })], "month"),
      startsOf([series({ points: far })], "month").length,
    ]).toEqual([[], 200]);
    expect(startsOf([series({ points: [aPoint("nonsense", 1), aPoint("x", 1)] })], "month")).toEqual([
      "nonsense",
    ]);
  });
});

describe("the columns of a plot", () => {
  it("have each line's score and interval, and nothing where there is none", () => {
    const one = series({ points: [aPoint("2026-09-01", 80), aPoint("2026-11-01", 90, 1)] });
    const points = pointsAt(one, ["2026-09-01", "2026-10-01", "2026-11-01"]);
    expect(columnsOf([{ points }], 3)).toEqual([
      [0, 1, 2],
      [80, null, 90],
      [75, null, null],
      [85, null, null],
    ]);
  });

  it("are shown from the ten below the lowest number to a hundred", () => {
    const line = (score: number | null) => ({ points: [aPoint("2026-09-01", score)] });
    expect([rangeOf([line(80)]), rangeOf([line(100)]), rangeOf([line(2)]), rangeOf([line(null)])]).toEqual([
      [70, 100],
      [80, 100],
      [0, 100],
      [80, 100],
    ]);
  });
});

describe("a point", () => {
  it.each([
    [4, true],
    [5, false],
  ])("of %d evaluations is hollow: %s", (count, hollow) => {
    expect(isHollow({ count })).toBe(hollow);
  });
});
