import { fireEvent, screen } from "@testing-library/preact";
import { describe, expect, it } from "vitest";
import { actorWords, differences } from "../../src/audit/words";
import { ANNA_ID, anEntryAnswer, aUserAnswer } from "./samples";
import { type Answers, choose, openAt, page, settled, textsOf, type } from "./server";

const ADDRESS = "/configuration/audit";

function open(changes: Answers = {}, rights?: readonly string[]) {
  const answers = { "GET /v1/audit": () => page([anEntryAnswer()]), ...changes };
  return openAt(ADDRESS, answers, "Administrator", rights && { rights });
}

describe("the audit log", () => {
  it("says who did what to what, what changed, and from where", async () => {
    await open();
    expect(textsOf("[data-entry] > *").slice(1)).toEqual([
      "Mia Stone",
      "Users: change",
      `User${ANNA_ID}`,
      "team: before North after Southlicences: before none after call_recording",
      "203.0.113.7Firefox",
    ]);
  });

  it("shows markup and formulas as text", async () => {
    const entry = anEntryAnswer({ before: { name: "<b>" }, after: { name: "=cmd|' /C calc'!A0" } });
    await open({ "GET /v1/audit": () => page([entry]) });
    expect([textsOf("[data-changed] del, [data-changed] ins"), document.querySelector("td b")]).toEqual([
      ["before <b>", "after =cmd|' /C calc'!A0"],
      null,
    ]);
  });

  it("is searched by person, thing and time", async () => {
    const { asked } = await open({ "GET /v1/users": () => page([aUserAnswer()]) });
    await type("Who", "anna", 700);
    fireEvent.click(screen.getByRole("option", { name: /Anna Lee/ }));
    await choose("To what", "user");
    await type("Its id", ANNA_ID);
    await type("From day", "2026-11-01");
    await type("To day", "2026-11-02", 700);
    const query = Object.fromEntries(asked.at(-1)?.query ?? []);
    expect(query).toEqual({
      person: ANNA_ID,
      object_kind: "user",
      object_id: ANNA_ID,
      from: new Date(2026, 10, 1).toISOString().replace(".000Z", "Z"),
      to: new Date(2026, 10, 3).toISOString().replace(".000Z", "Z"),
      limit: "50",
    });
  });

  it("is searched by an id for someone who may not list users", async () => {
    const { asked } = await open({}, ["audit.see"]);
    await type("Who (id of the user)", "u-7", 700);
    await settled(300);
    expect(asked.at(-1)?.query.get("person")).toBe("u-7");
  });

  it("reads on when a page of a filter is empty", async () => {
    await open({
      "GET /v1/audit": ({ query }) => (query.get("cursor") ? page([anEntryAnswer()]) : page([], "further")),
    });
    await settled(300);
    expect(textsOf("[data-entry]")).toHaveLength(1);
  });

  it("is exported only by someone who may", async () => {
    await open({}, ["audit.see"]);
    expect(screen.queryByRole("button", { name: "Export" })).toBeNull();
  });
});

describe("what changed", () => {
  it("of something new has no before", () => {
    expect(differences({ before: {}, after: { active: true, "information.site": null } })).toEqual([
      { field: "active", before: null, after: "yes" },
      { field: "site", before: null, after: "empty" },
    ]);
  });
});

describe("who did it", () => {
  it.each([
    [{ kind: "system", id: "", name: "keep_users" }, "Ringkeep (keep_users)"],
    [{ kind: "command_line", id: "", name: "" }, "Command line"],
    [{ kind: "user", id: "u-1", name: "" }, "u-1"],
  ])("as %j is %s", (actor, words) => {
    expect(actorWords(actor)).toBe(words);
  });
});
