import { fireEvent, screen, within } from "@testing-library/preact";
import { describe, expect, it } from "vitest";
import { answer } from "../samples";
import { aProfileAnswer, PROFILES } from "./samples";
import { type Answers, choose, openAt, press, settled, textOf, textsOf, tick } from "./server";

const ADDRESS = "/configuration/security-profiles";
const OWN = aProfileAnswer();
const ONE = `/v1/security-profiles/${OWN.id}`;

function open(changes: Answers = {}) {
  return openAt(ADDRESS, { "GET /v1/security-profiles": () => answer(PROFILES), ...changes });
}

function card(id: string): HTMLElement {
  const found = document.querySelector<HTMLElement>(`[data-profile="${id}"]`);
  if (found === null) throw new Error(id);
  return found;
}

function actionsOf(id: string): (string | null)[] {
  return within(card(id))
    .getAllByRole("button")
    .map((button) => button.textContent);
}

describe("the security profiles", () => {
  it("say in sentences what each allows, and whose calls it shows", async () => {
    await open();
    expect(textsOf(`[data-profile="${OWN.id}"] :is(h2, p, [data-right])`)).toEqual([
      "Team lead",
      "Sees: Their team: everyone who reports to them, at any depth",
      "See who is on the phone now.",
    ]);
  });

  it("that are built in can be copied, and not changed", async () => {
    await open();
    expect([actionsOf("agent"), actionsOf(OWN.id)]).toEqual([
      ["Copy Agent"],
      ["Edit Team lead", "Copy Team lead", "Delete Team lead"],
    ]);
  });
});

describe("an own profile", () => {
  it("begins as a copy", async () => {
    const { last } = await open({ "POST /v1/security-profiles": () => answer(OWN, 201) });
    await press("Copy Team lead");
    await tick("Manage users.");
    await choose("Whose calls they see", "all");
    await press("Add");
    expect([last("POST")?.body, textOf(".said")]).toEqual([
      { name: "Copy of Team lead", rights: ["live.see", "users.manage"], visibility: "all" },
      "Team lead was saved.",
    ]);
  });

  it("is changed with the version that was read", async () => {
    const { last } = await open({ [`PATCH ${ONE}`]: () => answer(OWN) });
    await press("Edit Team lead");
    await tick("List and search recordings.");
    await press("Save");
    expect([last("PATCH")?.version, last("PATCH")?.body]).toEqual([
      '"2"',
      { rights: ["live.see", "recordings.list"] },
    ]);
  });

  it("that is refused says so at the field", async () => {
    const errors = [{ code: "managing_users_needs_all", field: "visibility", detail: "Choose everyone." }];
    await open({ [`PATCH ${ONE}`]: () => answer({ title: "No", errors }, 422) });
    await press("Edit Team lead");
    await tick("Manage users.");
    await press("Save");
    expect(textOf('[data-field="visibility"] .field-error')).toBe("Choose everyone.");
  });

  it("that someone else has changed is read again, and what was chosen stays", async () => {
    const newer = aProfileAnswer({ version: 3, name: "Lead" });
    const { last } = await open({
      [`GET ${ONE}`]: () => answer(newer),
      [`PATCH ${ONE}`]: ({ version }) =>
        version === '"2"' ? answer({ title: "Stale", code: "version_stale" }, 412) : answer(newer),
      "GET /v1/audit": () => answer({ items: [], next: null }),
    });
    await press("Edit Team lead");
    await tick("List and search recordings.");
    await press("Save");
    await press("Read again");
    const name = screen.getByLabelText<HTMLInputElement>("Name").value;
    await press("Save");
    expect([name, last("PATCH")?.version, last("PATCH")?.body]).toEqual([
      "Lead",
      '"3"',
      { rights: ["live.see", "recordings.list"] },
    ]);
  });

  it("is deleted after a question; one that is in use is not, in words", async () => {
    const { last } = await open({
      [`DELETE ${ONE}`]: () => answer({ title: "Conflict", detail: "3 users have it." }, 409),
    });
    await press("Delete Team lead");
    fireEvent.click(document.querySelector('[data-action="confirm"]') as HTMLElement);
    await settled();
    expect([last("DELETE")?.version, textOf("dialog [role='alert']")]).toEqual([
      '"2"',
      expect.stringContaining("3 users have it."),
    ]);
  });
});
