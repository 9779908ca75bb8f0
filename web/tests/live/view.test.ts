import { describe, expect, it } from "vitest";
import { sortRows } from "../../src/components/table/model";
import type { RealtimeUser } from "../../src/live/answers";
import { COLUMN_IDS, COLUMNS } from "../../src/live/columns";
import { lineOf } from "../../src/live/table";
import { DEFAULT_VIEW, queryOf, reversed, show, toggled, type View, viewIn } from "../../src/live/view";
import { aCall, aUser } from "../samples";

function shownIds(users: readonly RealtimeUser[], view: Partial<View>): string[] {
  const wanted = { ...DEFAULT_VIEW, ...view };
  const lines = show(users, wanted).users.map((user) => lineOf(user, new Map(), false));
  return sortRows(lines, COLUMNS, wanted.sort).map((line) => line.user.extension_id);
}

const PEOPLE = [
  aUser("103", { name: "Özil", status: "Busy" }),
  aUser("20", { name: "Anna", status: "Available" }),
  aCall("101", { name: "bert", status: "OnPhone" }),
];

describe("finding", () => {
  it.each([
    ["a name in any case", "BERT", ["101"]],
    ["an extension", "103", ["103"]],
    ["a queue", "support", ["101"]],
    ["the other party", "plumbing", ["101"]],
    ["a status by its words", "on phone", ["101"]],
    ["a number as it is written", "555-0123", ["101"]],
    ["a number in brackets", "(650)", ["101"]],
    ["several words that all have to match", "bert sales", []],
    ["nothing but blanks, which is everybody", "  ", ["20", "101", "103"]],
  ])("finds %s", (_, text, expected) => {
    expect(shownIds(PEOPLE, { text })).toEqual(expected);
  });
});

describe("statuses", () => {
  it("shows the chosen ones", () => {
    expect(shownIds(PEOPLE, { statuses: ["Busy", "OnPhone"] })).toEqual(["101", "103"]);
  });

  it("counts every status under the text, chosen or not", () => {
    const { counts, matching } = show(PEOPLE, { ...DEFAULT_VIEW, text: "1", statuses: ["Busy"] });
    expect([counts.OnPhone, counts.Busy, counts.Available, matching]).toEqual([1, 1, 0, 2]);
  });

  it("are chosen and dropped again", () => {
    const chosen = toggled(DEFAULT_VIEW, "Ringing");
    expect([chosen.statuses, toggled(chosen, "Ringing").statuses]).toEqual([["Ringing"], []]);
  });
});

describe("order", () => {
  it("is by name at first, without regard to case", () => {
    expect(shownIds(PEOPLE, {})).toEqual(["20", "101", "103"]);
  });

  it("sorts extensions as numbers", () => {
    expect(shownIds(PEOPLE, { sort: { column: "extension", descending: false } })).toEqual([
      "20",
      "101",
      "103",
    ]);
  });

  it("sorts since by time, the longest first", () => {
    const users = [
      aUser("1", { since: "2026-03-02T12:00:00Z" }),
      aUser("2", { since: "2026-03-02T10:00:00+00:00" }),
      aUser("3", { since: null }),
    ];
    expect(shownIds(users, { sort: { column: "since", descending: false } })).toEqual(["2", "1", "3"]);
  });

  it("leaves lines without a value at the end in both directions", () => {
    const orders = [false, true].map((descending) =>
      shownIds(PEOPLE, { sort: { column: "queue", descending } }),
    );
    expect(orders.map((order) => order[0])).toEqual(["101", "101"]);
  });

  it("puts lines that are being recorded before those that are not", () => {
    const users = [aUser("1"), aCall("2", { recording: false }), aCall("3")];
    expect(shownIds(users, { sort: { column: "recording", descending: false } })).toEqual(["3", "2", "1"]);
  });

  it.each([...COLUMN_IDS])("by %s keeps every line", (column) => {
    expect(shownIds(PEOPLE, { sort: { column, descending: true } })).toHaveLength(3);
  });

  it("turns round", () => {
    expect(reversed({ column: "status", descending: false })).toEqual({ column: "status", descending: true });
  });
});

describe("the address", () => {
  it("is empty for the default view", () => {
    expect(queryOf(DEFAULT_VIEW)).toBe("");
  });

  it("restores a view", () => {
    const view: View = {
      text: "anna & co",
      statuses: ["Ringing", "OnPhone"],
      sort: { column: "since", descending: true },
    };
    expect(viewIn(queryOf(view))).toEqual(view);
  });

  it("with unknown values gives the default view", () => {
    expect(viewIn("?status=Nonsense&sort=-password")).toEqual(DEFAULT_VIEW);
  });
});

describe("a filter of two thousand users", () => {
  it("reads each name a few times, not once for every other user", () => {
    let reads = 0;
    const users = Array.from({ length: 2000 }, (_, index) =>
      Object.defineProperty(aCall(String(index)), "name", {
        get: () => {
          reads += 1;
          return `User ${index % 97}`;
        },
      }),
    );
    shownIds(users, { text: "user", sort: { column: "since", descending: true } });
    expect(reads).toBeLessThan(2000 * 40);
  });
});
