import { fireEvent, screen } from "@testing-library/preact";
import { describe, expect, it, vi } from "vitest";
import { answer } from "../samples";
import { ANNA_ID, anEntryAnswer, anExtensionAnswer, aUserAnswer, MIA, MIA_ID, PROFILES } from "./samples";
import {
  type Answers,
  choose,
  contentOf,
  openAt,
  page,
  press,
  settled,
  textOf,
  textsOf,
  tick,
  type,
} from "./server";

const USERS = "/configuration/users";
const ONE = `/v1/users/${ANNA_ID}`;
const OFFER = answerOf({ recordings: 0, since: null, complete: true });

function answerOf(body: unknown, status = 200) {
  return () => answer(body, status);
}

function people(changes: Answers = {}): Answers {
  return {
    "GET /v1/users": () => page([aUserAnswer(), MIA]),
    [`GET ${ONE}`]: answerOf(aUserAnswer()),
    [`GET ${ONE}/offer`]: OFFER,
    "GET /v1/security-profiles": answerOf(PROFILES),
    "GET /v1/extensions": () =>
      page([anExtensionAnswer("101"), anExtensionAnswer("102", { site: "Boston" })]),
    ...changes,
  };
}

function refusal(status: number, code: string, field: string, detail: string) {
  return answer({ title: "Refused", status, code, detail, errors: [{ code, field, detail }] }, status);
}

async function edit(changes: Answers = {}) {
  const server = await openAt(USERS, people(changes));
  await press("Anna Lee");
  return server;
}

describe("the list of users", () => {
  it("says everything about each", async () => {
    await openAt(USERS, people());
    expect(textsOf(`[data-user="${ANNA_ID}"] > *`)).toEqual([
      "Anna Leeanna.lee@example.com",
      "Agent",
      "Call Recording",
      expect.stringContaining("Ext. 101main, from"),
      "Mia Stone",
      "NorthDenver",
      "Active",
      "Sent",
    ]);
  });

  it("is searched by the beginning of a name or by an address", async () => {
    const { asked } = await openAt(USERS, people());
    await type(/Find a user/, "anna", 700);
    expect(asked.at(-1)?.query.get("name")).toBe("anna");
  });

  it("goes on where its first page ends", async () => {
    const first = Array.from({ length: 20 }, (_, index) =>
      aUserAnswer({ id: `u-${index}`, name: `User ${index}` }),
    );
    const { asked } = await openAt(
      USERS,
      people({ "GET /v1/users": ({ query }) => (query.get("cursor") ? page([MIA]) : page(first, "here")) }),
    );
    await press("Show more");
    expect([asked.at(-1)?.query.get("cursor"), textOf(".more")]).toEqual([
      "here",
      "21 users, all that there are",
    ]);
  });

  it("shows markup and formulas in names as text", async () => {
    const name = '<img src=x onerror="boom()">=1+1';
    await openAt(USERS, people({ "GET /v1/users": () => page([aUserAnswer({ name })]) }));
    expect([textOf('[data-action="edit"]'), document.querySelector("td img, th img")]).toEqual([name, null]);
  });

  it("that cannot be read says why", async () => {
    await openAt(USERS, { "GET /v1/users": answerOf({ title: "Conflict", detail: "Not now." }, 409) });
    expect(textOf('[data-notice="problem"]')).toBe("Not now.");
  });

  it("offers no export to someone without the right", async () => {
    await openAt(USERS, people(), "Administrator", { rights: ["users.manage"] });
    expect(screen.queryByRole("button", { name: "Export" })).toBeNull();
  });
});

describe("a new user", () => {
  it("is added with all fields, and the list says so", async () => {
    const { last } = await openAt(
      USERS,
      people({ "POST /v1/users": answerOf(aUserAnswer({ name: "Ben Orr" }), 201) }),
    );
    await press("Add a user");
    await type("Name", "Ben Orr");
    await type("E-mail address", "ben@example.com");
    await tick("Call Recording");
    await type("Manager", "mia", 700);
    fireEvent.click(screen.getByRole("option", { name: /Anna Lee/ }));
    await type("Extension", "101", 700);
    fireEvent.click(screen.getByRole("option", { name: /Person 101/ }));
    await type("From day", "2026-12-01");
    await press("Add");
    expect(last("POST")?.body).toEqual({
      name: "Ben Orr",
      email: "ben@example.com",
      security_profile: "agent",
      licences: ["call_recording"],
      manager: ANNA_ID,
      information: { employee_number: "", team: "", site: "", notes: "" },
      service: "main",
      extension_id: "6226101",
      first_day: "2026-12-01",
      invite: true,
    });
    expect([textOf(".said"), document.querySelector("dialog")]).toEqual(["Ben Orr was added.", null]);
  });

  it("who is refused says so at the field, which gets the focus, and keeps what was typed", async () => {
    await openAt(
      USERS,
      people({ "POST /v1/users": () => refusal(409, "email_taken", "email", "Someone has it.") }),
    );
    await press("Add a user");
    await type("Name", "Ben Orr");
    await type("E-mail address", "anna.lee@example.com");
    await press("Add");
    const field = screen.getByLabelText<HTMLInputElement>("E-mail address");
    expect([textOf('[data-field="email"] .field-error'), document.activeElement, field.ariaInvalid]).toEqual([
      "Someone has it.",
      field,
      "true",
    ]);
    expect(screen.getByLabelText<HTMLInputElement>("Name").value).toBe("Ben Orr");
  });

  it("is not lost by closing the panel without a question", async () => {
    await openAt(USERS, people());
    await press("Add a user");
    await type("Name", "Ben");
    await press("Close");
    const asks = screen.getByRole("heading", { name: "Discard what you typed?" });
    await press("Discard");
    expect([asks !== null, document.querySelector("dialog")]).toEqual([true, null]);
  });
});

describe("a change of a user", () => {
  it("sends what was changed, with the version that was read", async () => {
    const { last } = await edit({
      [`PATCH ${ONE}`]: answerOf(aUserAnswer({ name: "Anna Lee-Orr", version: 4 })),
    });
    await type("Name", "Anna Lee-Orr");
    await type("Team", "South");
    await press("Save");
    expect([last("PATCH")?.version, last("PATCH")?.body]).toEqual([
      '"3"',
      {
        name: "Anna Lee-Orr",
        information: { employee_number: "4711", team: "South", site: "Denver", notes: "" },
      },
    ]);
    expect(textOf(".said")).toBe("Anna Lee-Orr was saved.");
  });

  it("that someone else made first says who, reads again and keeps what was typed", async () => {
    let stored = aUserAnswer();
    const { asked, last } = await edit({
      [`GET ${ONE}`]: () => answer(stored),
      [`PATCH ${ONE}`]: ({ version }) =>
        version === '"3"'
          ? answer({ title: "Precondition Failed", code: "version_stale", given: 3, current: 4 }, 412)
          : answer(aUserAnswer({ version: 5 })),
      "GET /v1/audit": () => page([anEntryAnswer()]),
    });
    await type("Name", "Anna Orr");
    stored = aUserAnswer({ version: 4, name: "Anna Smith", email: "new@example.com" });
    await press("Save");
    expect(textOf('[data-notice="stale-edit"]')).toContain("Mia Stone changed it on");
    await press("Read again");
    const value = (label: string) => screen.getByLabelText<HTMLInputElement>(label).value;
    expect([value("Name"), value("E-mail address"), textOf('[data-field="name"] .field-hint')]).toEqual([
      "Anna Orr",
      "new@example.com",
      expect.stringContaining("Someone else has changed this, too"),
    ]);
    await press("Save");
    expect([last("PATCH")?.version, last("PATCH")?.body]).toEqual(['"4"', { name: "Anna Orr" }]);
    expect(asked.find(({ path }) => path === "/v1/audit")?.query.get("object_id")).toBe(ANNA_ID);
  });

  it("of what belongs to no field says so above the form", async () => {
    await edit({
      [`PATCH ${ONE}`]: () => refusal(403, "person_beyond_yours", "id", "This person has more rights."),
    });
    await type("Name", "X");
    await press("Save");
    expect(textOf('[data-notice="refused"]')).toContain("This person has more rights.");
  });

  it("of the manager is found by typing, and can be removed", async () => {
    const { last } = await edit({ [`PATCH ${ONE}`]: answerOf(aUserAnswer()) });
    await press(/Remove manager/);
    await press("Save");
    expect(last("PATCH")?.body).toEqual({ manager: "" });
  });

  it("of the manager is chosen by keyboard", async () => {
    const { last } = await edit({ [`PATCH ${ONE}`]: answerOf(aUserAnswer({ manager: MIA_ID })) });
    const field = screen.getByLabelText("Manager");
    await press(/Remove manager/);
    await type("Manager", "mia", 700);
    const found = textsOf("[role='listbox'] [role='option']");
    fireEvent.keyDown(field, { key: "Enter" });
    await settled();
    // Anna herself cannot be her own manager.
    expect([found, screen.getByLabelText<HTMLInputElement>("Manager").value]).toEqual([
      ["Mia Stonemia.stone@example.com"],
      "Mia Stone",
    ]);
    expect(last("PATCH")).toBeUndefined();
  });
});

describe("access", () => {
  it("is ended after a question", async () => {
    const { last } = await edit({ [`PATCH ${ONE}`]: answerOf(aUserAnswer({ active: false, version: 4 })) });
    await press("Deactivate");
    expect(last("PATCH")).toBeUndefined();
    fireEvent.click(document.querySelector('[data-action="confirm"]') as HTMLElement);
    await settled();
    expect([last("PATCH")?.body, textOf('[data-section="activation"] .badge')]).toEqual([
      { active: false },
      "Deactivated",
    ]);
  });

  it("of the last administrator cannot be ended, and the panel says why", async () => {
    await edit({
      [`PATCH ${ONE}`]: () => refusal(409, "last_administrator", "security_profile", "Make another first."),
    });
    await press("Deactivate");
    fireEvent.click(document.querySelector('[data-action="confirm"]') as HTMLElement);
    await settled();
    expect(textOf('[data-section="activation"] [role="alert"]')).toContain("Make another first.");
  });

  it("is offered again by an invitation", async () => {
    const { last } = await edit({
      [`POST ${ONE}/invitation`]: answerOf(aUserAnswer({ invitation: { state: "queued" } }), 202),
    });
    await press("Invite again");
    expect([last("POST")?.path, textOf('[data-section="invitation"] p')]).toEqual([
      `${ONE}/invitation`,
      "Waiting to be sent",
    ]);
  });
});

describe("an extension", () => {
  it("gets other days, in place of the ones that it has", async () => {
    const { last } = await edit({ [`POST ${ONE}/extensions`]: answerOf(aUserAnswer()) });
    await press(/^Days of/);
    await type("To day", "2026-06-30");
    await press(/^Change the days/);
    expect([last("POST")?.version, last("POST")?.body]).toEqual([
      '"3"',
      {
        service: "main",
        extension_id: "62264425016",
        first_day: "2026-01-01",
        last_day: "2026-06-30",
        replaced: { first_day: "2026-01-01", last_day: null },
      },
    ]);
  });

  it("that someone else has is refused in words", async () => {
    await edit({
      [`POST ${ONE}/extensions`]: () => refusal(409, "extension_taken", "extension_id", "Ben has it."),
    });
    await press("Give an extension");
    await type("Extension", "101", 700);
    fireEvent.click(screen.getByRole("option", { name: /Person 101/ }));
    await press("Give this extension");
    expect(textOf('[data-field="extension_id"] .field-error')).toBe("Ben has it.");
  });

  it("is withdrawn after a question", async () => {
    const { last } = await edit({
      [`POST ${ONE}/extensions/withdraw`]: answerOf(aUserAnswer({ extensions: [] })),
    });
    await press(/^Withdraw Ext\. 101/);
    fireEvent.click(document.querySelector('[data-action="confirm"]') as HTMLElement);
    await settled();
    expect([last("POST")?.body, textOf('[data-section="extensions"] p')]).toEqual([
      {
        service: "main",
        account_id: "809646016",
        extension_id: "62264425016",
        first_day: "2026-01-01",
        last_day: null,
      },
      "No extension.",
    ]);
  });
});

describe("recordings that were excluded", () => {
  it("are offered and imported, with progress", async () => {
    const offer = { recordings: 7, since: "2026-11-01", complete: true };
    let job = { id: "j-1", state: "running", done: 2, total: 7 };
    const { last } = await edit({
      [`GET ${ONE}/offer`]: answerOf(offer),
      [`POST ${ONE}/offer`]: () => answer(job, 202),
      "GET /v1/jobs/j-1": () => answer(job),
    });
    expect(textOf('[data-section="offer"] [role="status"]')).toContain(
      "7 recordings of this person were excluded",
    );
    await press("Import them");
    const before = textOf("[data-job] [role='status']");
    job = { ...job, state: "done", done: 7 };
    await settled(1_500);
    expect([last("POST")?.body, before, textOf("[data-job] [role='status']")]).toEqual([
      { since: "2026-11-01" },
      "2 of 7 are queued for import.",
      "7 recordings are queued for import.",
    ]);
  });
});

describe("a licence that is given", () => {
  it("leads to the offer of what was excluded until then", async () => {
    const before = aUserAnswer({ licences: [] });
    await edit({
      [`GET ${ONE}`]: answerOf(before),
      [`PATCH ${ONE}`]: answerOf(aUserAnswer({ version: 4 })),
      [`GET ${ONE}/offer`]: answerOf({ recordings: 2, since: "2026-11-01T00:00:00Z", complete: false }),
    });
    const noOffer = document.querySelector('[data-section="offer"]');
    await tick("Call Recording");
    await press("Save");
    await settled();
    expect([noOffer, document.activeElement?.textContent]).toEqual([null, "Excluded recordings"]);
    expect(textOf('[data-section="offer"] [role="status"]')).toContain("2 recordings or more");
  });
});

describe("taking over from the extension list", () => {
  it("makes users of all of a site, and names those who are refused", async () => {
    const results = [
      { extension_id: "6226101", status: "added", user_id: MIA_ID, errors: [] },
      {
        extension_id: "6226103",
        status: "refused",
        user_id: null,
        errors: [{ code: "email_taken", field: "email", detail: "Someone has it." }],
      },
    ];
    const { last } = await openAt(
      USERS,
      people({
        "GET /v1/extensions": ({ query }) =>
          query.get("cursor")
            ? page([anExtensionAnswer("103"), anExtensionAnswer("104", { user_id: MIA_ID })])
            : page([anExtensionAnswer("101"), anExtensionAnswer("102", { site: "Boston" })], "more"),
        "POST /v1/users/from-extensions": answerOf({ items: results }),
      }),
    );
    await press("Take over from extensions");
    await choose("Site", "Denver");
    await press("Choose all shown, or none");
    await press("Take over 2 extensions");
    expect([last("POST")?.body, textOf("[aria-label='Result'] p"), textOf(".reasons")]).toEqual([
      {
        service: "main",
        extension_ids: ["6226101", "6226103"],
        security_profile: "agent",
        licences: ["call_recording"],
        invite: false,
      },
      "1 user was added, 1 refused.",
      "Person 103: Someone has it.",
    ]);
  });

  it("lists extensions that a person may have, and no queues or unassigned lines", async () => {
    const extensions = [
      anExtensionAnswer("101"),
      anExtensionAnswer("102", { type: "DigitalUser", status: "Disabled" }),
      anExtensionAnswer("103", { status: "Unassigned" }),
      anExtensionAnswer("200", { type: "Department" }),
      anExtensionAnswer("300", { type: null }),
    ];
    await openAt(USERS, people({ "GET /v1/extensions": () => page(extensions) }));
    await press("Take over from extensions");
    expect(textOf('[data-dialog="take-over"] .choice-head [role="status"]')).toBe("2 extensions, 0 chosen");
  });
});

describe("the export", () => {
  it("is one file of all its parts", async () => {
    const saved: Blob[] = [];
    vi.stubGlobal(
      "URL",
      Object.assign(URL, { createObjectURL: (blob: Blob) => saved.push(blob), revokeObjectURL: vi.fn() }),
    );
    vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(() => undefined);
    const link = { Link: '</v1/users/export?cursor=x>; rel="next"' };
    await openAt(
      USERS,
      people({
        "GET /v1/users/export": ({ query }) =>
          query.get("cursor")
            ? new Response("Mia,m@example.com\r\n")
            : new Response("name,email\r\nAnna,a@example.com\r\n", { headers: link }),
      }),
    );
    await press("Export");
    expect(await contentOf(saved[0])).toBe("name,email\r\nAnna,a@example.com\r\nMia,m@example.com\r\n");
  });
});
