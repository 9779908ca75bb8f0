import { cleanup, fireEvent, screen } from "@testing-library/preact";
import { describe, expect, it } from "vitest";
import { answer } from "../samples";
import {
  ANNA_ID,
  aDecisionAnswer,
  aDeletedAnswer,
  aNotAddedAnswer,
  aUserAnswer,
  DECISION_ID,
  DELETED_ID,
  MIA,
  MIA_ID,
} from "./samples";
import { type Answers, choose, openAt, page, press, settled, textOf, textsOf, tick, type } from "./server";

const USERS = "/configuration/users";
const ADDRESS = `${USERS}/decisions`;
const LIST = "/v1/users/decisions";
const ONE = `POST ${LIST}/${DECISION_ID}`;

function decisions(changes: Answers = {}): Answers {
  return {
    [`GET ${LIST}`]: () => page([aDeletedAnswer(), aDecisionAnswer(), aNotAddedAnswer()]),
    "GET /v1/users": () => page([aUserAnswer(), MIA]),
    ...changes,
  };
}

function refusal(status: number, code: string, field: string, detail: string) {
  return answer({ title: "Refused", status, code, detail, errors: [{ code, field, detail }] }, status);
}

/** Opens the panel of the renamed extension. */
async function decide(changes: Answers = {}) {
  const server = await openAt(ADDRESS, decisions(changes));
  await press(/^Decide.*Anna Smith, Ext. 101/);
  return server;
}

function value(label: string | RegExp): string {
  return screen.getByLabelText<HTMLInputElement>(label).value;
}

function isChosen(label: RegExp): boolean {
  return screen.getByLabelText<HTMLInputElement>(label).checked;
}

describe("the list of changes at RingCentral", () => {
  it("says what happened to which extension, who has it, and what is not imported", async () => {
    await openAt(ADDRESS, decisions());
    expect(textsOf("[data-decision] > :not([data-column='found_at'], [data-column='decide'])")).toEqual([
      "Deleted Recordings may be lostRingCentral no longer lists it",
      "Ben OrrExt. 102, main",
      "Anna Lee",
      "12 recordings",
      "Renamed from Anna Lee to Anna Smith",
      "Anna SmithExt. 101, main",
      "Anna Lee",
      "",
      "Not added Another user has this e-mail address.",
      "Cora HillExt. 103, main",
      "No one",
      "",
    ]);
  });

  it("marks an alarm in words and by a colour of its row", async () => {
    await openAt(ADDRESS, decisions());
    const rows = [...document.querySelectorAll<HTMLElement>("[data-decision]")];
    expect(rows.map((row) => [row.dataset.alarm, row.className])).toEqual([
      ["true", "row row-alarm"],
      ["false", "row"],
      ["false", "row"],
    ]);
    expect(textsOf(".row-alarm .badge")).toEqual(["Recordings may be lost"]);
  });

  it("says that a number of recordings is not known yet", async () => {
    await openAt(ADDRESS, decisions({ [`GET ${LIST}`]: () => page([aDeletedAnswer({ unimported: null })]) }));
    expect(textOf("td[data-column='unimported']")).toBe("Not known yet");
  });

  it("reads on, and says that all are shown", async () => {
    const first = Array.from({ length: 20 }, (_, index) => aDecisionAnswer({ id: `d-${index}` }));
    const { asked } = await openAt(
      ADDRESS,
      decisions({
        [`GET ${LIST}`]: ({ query }) =>
          query.get("cursor") ? page([aDecisionAnswer()]) : page(first, "further"),
      }),
    );
    await press("Show more");
    expect([asked.at(-1)?.query.get("cursor"), textOf(".more")]).toEqual([
      "further",
      "21 changes, all that there are",
    ]);
  });

  it("is narrowed to a service when there are several", async () => {
    const { asked } = await openAt(
      ADDRESS,
      decisions({ [`GET ${LIST}`]: () => page([aDecisionAnswer(), aDeletedAnswer({ service: "support" })]) }),
    );
    await choose("Service", "support");
    expect(asked.at(-1)?.query.get("service")).toBe("support");
  });

  it("says when nothing waits", async () => {
    await openAt(ADDRESS, decisions({ [`GET ${LIST}`]: () => page([]) }));
    expect(textOf("[data-empty] h2")).toBe("Nothing waits for a decision");
  });

  it("that cannot be read says why and offers another try", async () => {
    await openAt(
      ADDRESS,
      decisions({ [`GET ${LIST}`]: () => answer({ title: "No", detail: "Not now." }, 409) }),
    );
    expect([textOf('[data-notice="problem"]'), screen.getByRole("button", { name: "Try again" })]).toEqual([
      "Not now.",
      expect.anything(),
    ]);
  });

  it("shows markup and formulas in names as text", async () => {
    const name = '<img src=x onerror="boom()">=1+1';
    await openAt(
      ADDRESS,
      decisions({ [`GET ${LIST}`]: () => page([aDecisionAnswer({ name, after: name })]) }),
    );
    expect([textOf("td[data-column='extension']"), document.querySelector("tbody img")]).toEqual([
      expect.stringContaining(name),
      null,
    ]);
  });

  it("opens a change by keyboard", async () => {
    await openAt(ADDRESS, decisions());
    const row = document.querySelectorAll<HTMLElement>("[data-decision]")[1];
    row?.focus();
    fireEvent.keyDown(row as HTMLElement, { key: "Enter" });
    await settled();
    expect(textOf("dialog h2")).toBe("Renamed: Anna Smith, Ext. 101");
  });

  it("belongs to the users in the navigation, and is closed to someone who may not manage them", async () => {
    await openAt(ADDRESS, decisions());
    const current = textsOf(".group-navigation [aria-current]");
    cleanup();
    const { asked } = await openAt(ADDRESS, decisions(), "Manager");
    expect([current, textOf("h1"), asked]).toEqual([["Users"], "You cannot open this page", []]);
  });
});

describe("a decision", () => {
  it("offers what may be chosen, each with what it does", async () => {
    await decide();
    expect(textsOf('[data-field="choice"] label')).toEqual([
      "The same personThe extension stays with Anna Lee, and the user's name becomes Anna Smith.",
      expect.stringMatching(/^A successorThe extension belongs to Anna Lee until the last day\./),
      expect.stringMatching(/^End the assignment/),
    ]);
    expect(screen.getByRole<HTMLButtonElement>("button", { name: "Take this decision" }).disabled).toBe(true);
  });

  it("that it is the same person is sent with the version, and the list says so", async () => {
    let open = [aDecisionAnswer()];
    const { last } = await decide({
      [`GET ${LIST}`]: () => page(open),
      [ONE]: () => {
        open = [];
        return answer(aDecisionAnswer({ choice: "same_person", taken_at: "2026-11-26T09:00:00Z" }));
      },
    });
    await tick(/^The same person/);
    await press("Take this decision");
    await settled();
    expect([last("POST")?.version, last("POST")?.body]).toEqual(['"2"', { choice: "same_person" }]);
    expect([textOf(".said"), document.querySelector("dialog"), textOf("[data-empty] h2")]).toEqual([
      "Anna Smith, Ext. 101: the same person. The decision was taken.",
      null,
      "Nothing waits for a decision",
    ]);
  });

  it("for a successor names them and the last day, and offers no one who has the extension", async () => {
    const { last } = await decide({ [ONE]: () => answer(aDecisionAnswer()) });
    await tick(/^A successor/);
    await type("Successor", "mia", 700);
    const found = textsOf("[role='listbox'] [role='option']");
    fireEvent.click(screen.getByRole("option", { name: /Mia Stone/ }));
    await type("Last day", "2026-11-30");
    await press("Take this decision");
    expect([found, last("POST")?.body]).toEqual([
      ["Mia Stonemia.stone@example.com"],
      { choice: "successor", successor: MIA_ID, last_day: "2026-11-30" },
    ]);
  });

  it("that ends an assignment sends no successor who was chosen before", async () => {
    const { last } = await decide({ [ONE]: () => answer(aDecisionAnswer()) });
    await tick(/^A successor/);
    await type("Successor", "mia", 700);
    fireEvent.click(screen.getByRole("option", { name: /Mia Stone/ }));
    await tick(/^End the assignment/);
    await press("Take this decision");
    expect(last("POST")?.body).toEqual({ choice: "end_assignment" });
  });

  it("about a deleted extension says what is at stake", async () => {
    const { last } = await openAt(
      ADDRESS,
      decisions({ [`POST ${LIST}/${DELETED_ID}`]: () => answer(aDeletedAnswer()) }),
    );
    await press(/^Decide.*Ben Orr, Ext. 102/);
    expect(textOf('[data-notice="alarm"]')).toContain(
      "Ringkeep goes on importing them, whatever you decide.",
    );
    await tick(/^Deactivate the user/);
    await press("Take this decision");
    expect(last("POST")?.body).toEqual({ choice: "deactivate_user" });
  });

  it("about an extension that no one has is none", async () => {
    const orphan = aDeletedAnswer({ users: [], choices: [] });
    await openAt(ADDRESS, decisions({ [`GET ${LIST}`]: () => page([orphan]) }));
    await press(/^Details.*Ben Orr, Ext. 102/);
    expect([textOf("dialog"), document.querySelector("dialog form")]).toEqual([
      expect.stringContaining("there is nothing to decide"),
      null,
    ]);
  });

  it("about an extension that was not added says why and what helps", async () => {
    await openAt(ADDRESS, decisions());
    await press(/^Decide.*Cora Hill, Ext. 103/);
    expect(textOf("dialog")).toContain("Another user has this e-mail address.");
    expect(textOf("dialog")).toContain("Correct the reason");
    expect(textsOf('[data-field="choice"] label')).toEqual([expect.stringMatching(/^Leave it out/)]);
  });

  it("with a kind and choices of a newer server shows what it can", async () => {
    const newer = aDecisionAnswer({ kind: "merged_away", choices: ["same_person", "merge"] });
    await openAt(ADDRESS, decisions({ [`GET ${LIST}`]: () => page([newer]) }));
    await press(/^Decide/);
    expect(textsOf('[data-field="choice"] input')).toHaveLength(1);
  });

  it("is not lost by closing the panel without a question", async () => {
    await decide();
    await tick(/^The same person/);
    await press("Close");
    expect(screen.getByRole("heading", { name: "Discard what you typed?" })).toBeTruthy();
  });
});

describe("a decision that is refused", () => {
  it("because it changed meanwhile is read again and keeps what was chosen", async () => {
    let stored = aDecisionAnswer();
    const { last } = await decide({
      [`GET ${LIST}`]: () => page([stored]),
      [ONE]: ({ version }) => {
        if (version === '"3"') return answer(stored);
        stored = aDecisionAnswer({ version: 3, users: [{ id: ANNA_ID, name: "Anna Orr" }] });
        return answer({ title: "Precondition Failed", code: "version_stale" }, 412);
      },
    });
    await tick(/^End the assignment/);
    await type("Last day", "2026-11-30");
    await press("Take this decision");
    expect(textOf('[data-notice="stale-edit"]')).toContain("This was changed meanwhile");
    await press("Read again");
    expect([isChosen(/^End the assignment/), value("Last day"), textOf("dialog dl")]).toEqual([
      true,
      "2026-11-30",
      expect.stringContaining("Anna Orr"),
    ]);
    await press("Take this decision");
    expect([last("POST")?.version, document.querySelector("dialog")]).toEqual(['"3"', null]);
  });

  it("because it is no longer open says so and leads back to the list", async () => {
    let open = [aDecisionAnswer()];
    await decide({
      [`GET ${LIST}`]: () => page(open),
      [ONE]: () => {
        open = [];
        return refusal(404, "decision_unknown", "id", "This decision is no longer open.");
      },
    });
    await tick(/^The same person/);
    await press("Take this decision");
    expect([textOf('[data-notice="gone"]'), isChosen(/^The same person/)]).toEqual([
      expect.stringContaining("This no longer waits for a decision."),
      true,
    ]);
    await press("Back to the list");
    await settled();
    expect([document.querySelector("dialog"), textOf("[data-empty] h2")]).toEqual([
      null,
      "Nothing waits for a decision",
    ]);
  });

  it.each([
    [409, "last_administrator", "choice", "Make another administrator first."],
    [422, "successor_missing", "successor", "Choose who has it next."],
    [422, "last_day_too_early", "last_day", "Choose a later day."],
  ])("with %i %s says so at the field and keeps what was typed", async (status, code, field, detail) => {
    await decide({ [ONE]: () => refusal(status, code, field, detail) });
    await tick(/^A successor/);
    await type("Last day", "2026-01-01");
    await press("Take this decision");
    expect([textOf(`[data-field="${field}"] .field-error`), value("Last day")]).toEqual([
      detail,
      "2026-01-01",
    ]);
    const wrong = document.querySelector(`[data-field="${field}"]`);
    expect(wrong?.contains(document.activeElement)).toBe(true);
  });

  it("for a reason that belongs to no field says so above the choices", async () => {
    await decide({
      [ONE]: () => refusal(409, "extension_taken", "extension_id", "Ben has it from then on."),
    });
    await tick(/^End the assignment/);
    await press("Take this decision");
    expect(textOf('[data-notice="refused"]')).toContain("Ben has it from then on.");
  });
});

describe("the Users page", () => {
  const profiles = { "GET /v1/security-profiles": () => answer({ items: [], rights: [], next: null }) };

  it("says how many changes wait, and that recordings may be lost", async () => {
    await openAt(USERS, decisions(profiles));
    const notice = document.querySelector('[data-notice="decisions"]');
    expect([notice?.textContent?.trim(), notice?.querySelector("a")?.getAttribute("href")]).toEqual([
      "3 changes at RingCentral wait for a decision. Recordings of 1 deleted extension may be lost.",
      ADDRESS,
    ]);
  });

  it.each([
    [page([aDecisionAnswer()]), "1 change at RingCentral waits for a decision."],
    [page([aDecisionAnswer()], "further"), "More than 1 changes at RingCentral wait for a decision."],
  ])("counts them", async (answered, words) => {
    await openAt(USERS, decisions({ ...profiles, [`GET ${LIST}`]: () => answered.clone() }));
    expect(textOf('[data-notice="decisions"]')).toBe(words);
  });

  it("leads to the page also when nothing waits", async () => {
    await openAt(USERS, decisions({ ...profiles, [`GET ${LIST}`]: () => page([]) }));
    expect([
      document.querySelector('[data-notice="decisions"]'),
      screen.getByRole("link", { name: "Changes at RingCentral" }).getAttribute("href"),
    ]).toEqual([null, ADDRESS]);
  });
});
