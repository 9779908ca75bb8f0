import { cleanup, fireEvent, screen } from "@testing-library/preact";
import { describe, expect, it } from "vitest";
import { actionWords, actorWords, differences } from "../../src/audit/words";
import { ANNA_ID, anEntryAnswer, aUserAnswer, MIA_ID } from "./samples";
import { type Answers, choose, openAt, page, press, settled, textOf, textsOf, type } from "./server";

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
      "Changed the user",
      "UserAnna LeeOnly this: Anna Lee",
      "team: before North after Southlicences: before none after Call Recording",
      "203.0.113.7Firefox",
    ]);
  });

  it("falls back to the names in the entry, then to ids", async () => {
    const unnamed = { by_name: null, object_name: null };
    const named = { ...unnamed, after: { name: "Anna Orr" } };
    const actor = { kind: "user", id: MIA_ID, name: "" };
    await open({
      "GET /v1/audit": () =>
        page([
          anEntryAnswer(named),
          anEntryAnswer({ ...unnamed, id: "another", actor, before: {}, after: {} }),
        ]),
    });
    expect(textsOf("[data-column='actor'], [data-column='object'] .second-line").slice(-4)).toEqual([
      "Mia Stone",
      "Anna Orr",
      MIA_ID,
      ANNA_ID,
    ]);
  });

  it("names an extension by its id and its service", async () => {
    const object = { kind: "extension", id: "main 809646016 62264425016" };
    const entry = anEntryAnswer({ action: "decisions.take", object, object_name: null });
    const { asked } = await open({ "GET /v1/audit": () => page([entry]) });
    expect(textOf("td[data-column='object'] .second-line")).toBe("62264425016 of main");
    await press(/^Only this/);
    await settled(600);
    expect(asked.at(-1)?.query.get("object_id")).toBe(object.id);
  });

  it("shows the name of today, also where the entry has an older one", async () => {
    const entry = anEntryAnswer({
      by_name: "Mia Stone-Hill",
      object_name: "Anna Orr",
      after: { name: "Anna Lee" },
    });
    await open({ "GET /v1/audit": () => page([entry]) });
    expect(textsOf("td[data-column='actor'], td[data-column='object'] .second-line")).toEqual([
      "Mia Stone-Hill",
      "Anna Orr",
    ]);
  });

  it("shows markup and formulas as text", async () => {
    const entry = anEntryAnswer({
      object_name: null,
      before: { name: "<b>" },
      after: { name: "=cmd|' /C calc'!A0" },
    });
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

  it("is narrowed to one thing by an entry about it, and by a link", async () => {
    const { asked } = await open();
    await press(/^Only this/);
    await settled(600);
    const fromEntry = asked.at(-1)?.query.get("object_id");
    cleanup();
    const linked = await openAt(`${ADDRESS}?object_kind=job&object_id=j-1`, {
      "GET /v1/audit": () => page([]),
    });
    expect([fromEntry, linked.asked.at(-1)?.query.get("object_kind")]).toEqual([ANNA_ID, "job"]);
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

describe("the words of an entry", () => {
  it.each([
    ["session.sign_in", "Signed in"],
    ["decisions.take", "Decided about a change at RingCentral"],
    ["recordings.play_aloud", "Recordings: play aloud"],
    ["newer", "Newer"],
  ])("for the action %s are %s", (action, words) => {
    expect(actionWords(action)).toBe(words);
  });

  it("name fields and values in words, and keep what they do not know", () => {
    const before = { "policy.licensing": "users", "keep_in_step.licences": ["call_recording", "dictation"] };
    const after = { "policy.licensing": "everyone", "keep_in_step.licences": [], choice: "successor" };
    expect(differences({ before, after })).toEqual([
      { field: "choice", before: null, after: "successor" },
      { field: "keep in step, licences", before: "Call Recording, dictation", after: "none" },
      { field: "licensing", before: "licensed users", after: "everyone" },
    ]);
  });
});

describe("who did it", () => {
  it.each([
    [{ kind: "system", id: "", name: "keep_users" }, "Ringkeep (keep users)"],
    [{ kind: "command_line", id: "", name: "" }, "Command line"],
    [{ kind: "user", id: "u-1", name: "" }, "u-1"],
  ])("as %j is %s", (actor, words) => {
    expect(actorWords({ actor })).toBe(words);
  });
});
