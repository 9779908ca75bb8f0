import { describe, expect, it } from "vitest";
import { Problem } from "../../src/api/problem";
import { addressOf, changed, filterIn, isSearch, requestQuery } from "../../src/recordings/filter";
import { filterProblem } from "../../src/recordings/problems";
import { lengthText, secondsIn } from "../../src/recordings/words";

describe("the filters of an address", () => {
  it("are those that the list knows", () => {
    expect(filterIn({ text: " refund ", cursor: "c", limit: "5", utm_source: "mail", tag: "" })).toEqual({
      text: "refund",
    });
  });

  it("come back from the address as they were", () => {
    const filter = { text: '"call me" -no & ünï 😀', number: "+1 (555)", has_transcript: "true" };
    const { searchParams } = new URL(addressOf(filter), "https://console.example");
    expect(filterIn(Object.fromEntries(searchParams))).toEqual(filter);
  });

  it("are the same in whatever order they were set", () => {
    const one = changed(changed({}, { state: "stored" }), { text: "a" });
    const other = changed(changed({}, { text: "a" }), { state: "stored" });
    expect([addressOf(one), addressOf(changed(one, { state: "", text: "" }))]).toEqual([
      addressOf(other),
      "/recordings",
    ]);
  });

  it("are sent with the reader's own days as moments, the last one to its end", () => {
    const iso = (day: number) => new Date(2026, 10, day).toISOString().replace(".000Z", "Z");
    expect(requestQuery({ from: "2026-11-01", to: "2026-11-02", tag: "vip" })).toEqual({
      from: iso(1),
      to: iso(3),
      tag: "vip",
    });
  });

  it("are sent as they are if they are no days", () => {
    const filter = { from: "2026-11-01T08:00:00Z", to: "yesterday" };
    expect(requestQuery(filter)).toEqual(filter);
  });

  it("make a search of a list if the index is needed", () => {
    expect([isSearch({ state: "stored", from: "2026-11-01" }), isSearch({ number: "555" })]).toEqual([
      false,
      true,
    ]);
  });
});

describe("a length", () => {
  it.each([
    ["2:30", "150"],
    ["90", "90"],
    ["1:00:00", "3600"],
    ["long", "long"],
    ["", ""],
  ])("typed as %s is sent as %s", (typed, seconds) => {
    expect(secondsIn(typed)).toBe(seconds);
  });

  it("is shown in minutes", () => {
    expect([lengthText("150"), lengthText("long")]).toEqual(["2:30", "long"]);
  });
});

describe("a refused search", () => {
  const notUnderstood = (detail: string) =>
    new Problem(422, "Unprocessable Content", detail, null, { code: "search_not_understood", errors: [] });

  it.each([
    [{ text: "*" }, "text"],
    [{ note: "*" }, "note"],
    [{ number: "5-5", text: "refund" }, "number"],
    [{ number: "٥٥٥", text: "*" }, "text"],
    [{ state: "pending", text: "refund" }, "state"],
    [{ queue: "1" }, null],
  ])("of %j is about %s", (filter, field) => {
    expect(filterProblem(notUnderstood("the search has no words"), filter)).toEqual({
      field,
      sentence: "The search has no words.",
    });
  });

  it("names the field that the server names", () => {
    const errors = [{ code: "invalid", field: "query.text", detail: "String should be shorter" }];
    const problem = new Problem(422, "Unprocessable Content", "", null, { code: "invalid_request", errors });
    expect(filterProblem(problem, { text: "x" })).toEqual({
      field: "text",
      sentence: "String should be shorter.",
    });
  });

  it("is none when the server has an error of its own", () => {
    expect(filterProblem(new Problem(503, "Busy", "Later."), { text: "x" })).toBeNull();
  });
});
