import { act, fireEvent, screen } from "@testing-library/preact";
import { describe, expect, it } from "vitest";
import { type Answers, press, settled, textOf, textsOf, tick, type } from "../people/server";
import { answer } from "../samples";
import { addressBar, open } from "./open";

const MINE = {
  id: "s1",
  version: 3,
  name: "Refunds",
  query: { text: "refund", tag: "vip" },
  columns: ["started_at", "tags"],
  shared: false,
  owner: { id: "u", name: "Pat Person" },
  mine: true,
};
const THEIRS = {
  ...MINE,
  id: "s2",
  name: "Complaints",
  shared: true,
  mine: false,
  owner: { id: "m", name: "Mia" },
};

async function openPanel(address: string, answers: Answers = {}, rights?: readonly string[]) {
  const server = await open(
    address,
    { "GET /v1/searches": () => answer({ items: [MINE, THEIRS] }), ...answers },
    rights,
  );
  await press("Saved searches");
  return server;
}

const buttons = (id: string) => textsOf(`[data-search='${id}'] button`);

describe("saved searches", () => {
  it("are one's own and those of others, which only their owner changes", async () => {
    await openPanel("/recordings", {}, ["recordings.list"]);
    expect([buttons("s1"), buttons("s2"), textOf("[data-search='s2'] .muted")]).toEqual([
      ["Refunds", "Rename Refunds", "Share Refunds", "Replace Refunds", "Delete Refunds"],
      ["Complaints"],
      "of Mia",
    ]);
  });

  it("bring their filters and columns when they are opened", async () => {
    await openPanel("/recordings?state=lost");
    await press("Refunds");
    expect([addressBar(), textsOf("thead th"), document.querySelector("dialog")]).toEqual([
      "/recordings?text=refund&tag=vip",
      ["Began", "Tags"],
      null,
    ]);
  });

  it("are saved with the present filters and columns", async () => {
    const { last } = await openPanel("/recordings?text=refund&from=2026-11-01", {
      "POST /v1/searches": () => answer({ ...MINE, id: "s3" }, 201),
    });
    await type("Name of the search", " November ");
    await tick(/^Share it/);
    await press("Save");
    expect([last("POST")?.body, textOf("dialog .said")]).toEqual([
      {
        name: "November",
        query: { text: "refund", from: "2026-11-01" },
        columns: expect.arrayContaining(["started_at", "state"]),
        shared: true,
      },
      "“November” is saved.",
    ]);
  });

  it("are not saved without a name, or with one that is refused", async () => {
    const errors = [{ code: "too_many", field: "", detail: "You have 100 searches: delete one." }];
    await openPanel("/recordings", { "POST /v1/searches": () => answer({ title: "No", errors }, 409) });
    const save = screen.getByRole("button", { name: "Save" });
    expect(save).toHaveProperty("disabled", true);
    await type("Name of the search", "x");
    await press("Save");
    expect(textOf("[data-notice='refused']")).toContain("You have 100 searches: delete one.");
  });

  it("are renamed, shared and replaced", async () => {
    const { asked } = await openPanel("/recordings?number=555", {
      "PUT /v1/searches/s1": () => answer({ ...MINE, version: 4 }),
    });
    await press("Rename Refunds");
    await type("New name", "Repayments");
    await press("Save the name");
    await press("Share Refunds");
    await press("Replace Refunds");
    const { name, query, columns, shared } = MINE;
    const present = { name, query, columns, shared, version: 3 };
    expect(asked.filter(({ method }) => method === "PUT").map(({ body }) => body)).toEqual([
      { ...present, name: "Repayments" },
      { ...present, shared: true },
      { ...present, query: { number: "555" }, columns: expect.any(Array) },
    ]);
  });

  it("that were changed meanwhile are read again, and nothing is lost without a word", async () => {
    let version = 3;
    await openPanel("/recordings", {
      "GET /v1/searches": () => answer({ items: [{ ...MINE, version, name: `Version ${version}` }] }),
      "PUT /v1/searches/s1": () => {
        version = 4;
        return answer({ title: "Conflict", code: "search_changed", detail: "It was changed." }, 409);
      },
    });
    await press("Share Version 3");
    expect([textOf("[data-notice='search-changed']"), buttons("s1")[0]]).toEqual([
      expect.stringContaining("Your change was not saved."),
      "Version 4",
    ]);
  });

  it("are deleted after a question", async () => {
    const { last } = await openPanel("/recordings", {
      "DELETE /v1/searches/s1": () => new Response(null, { status: 204 }),
    });
    await press("Delete Refunds");
    await act(async () => {
      const [dialog] = document.querySelectorAll("[data-dialog='confirm']");
      fireEvent.click(dialog?.querySelector("[data-action='confirm']") ?? document.body);
    });
    await settled();
    expect([last("DELETE")?.query.get("version"), textOf("dialog .said")]).toEqual([
      "3",
      "“Refunds” was deleted.",
    ]);
  });
});
