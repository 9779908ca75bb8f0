import { act, fireEvent, screen } from "@testing-library/preact";
import { describe, expect, it, vi } from "vitest";
import { choose, contentOf, press, settled, textOf, textsOf, type } from "../people/server";
import { answer } from "../samples";
import { aDraft, aStored, aSummary, ID, ONE, open } from "./server";

const ADDRESS = "/evaluation/scorecards";
const SALES = aSummary({
  id: "6".repeat(32),
  title: "Sales <i>call</i>",
  state: "draft",
  active_version: 0,
  latest_version: 0,
  has_draft: true,
});
const OLD = aSummary({
  id: "7".repeat(32),
  title: "Old",
  state: "retired",
  active_version: 0,
  latest_version: 2,
});

function openList(answers: Parameters<typeof open>[0] = {}, rights?: readonly "evaluations.evaluate"[]) {
  const list = { "GET /v1/scorecards": () => answer({ items: [OLD, SALES, aSummary()], next: null }) };
  return open({ ...list, ...answers }, { address: ADDRESS, ...(rights && { rights }) });
}

const titles = () => textsOf("[data-scorecard] .link");

async function give(file: File): Promise<void> {
  const field = screen.getByLabelText("File");
  await act(async () => void fireEvent.change(field, { target: { files: [file] } }));
  await settled();
}

describe("the list of scorecards", () => {
  it("says the state and the version of each, and shows markup as text", async () => {
    await openList();
    expect(
      [OLD, SALES, aSummary()].map(({ id }) => textsOf(`[data-scorecard="${id}"] td`).slice(0, 2)),
    ).toEqual([
      ["Retired", "Last version 2"],
      ["Draft", "Draft of version 1"],
      ["Active", "Version 1"],
    ]);
    expect(titles()).toContain("Sales <i>call</i>");
  });

  it("is searched by words of the title, and filtered by state", async () => {
    await openList();
    await type(/Find a scorecard/, "call sales");
    const found = titles();
    await type(/Find a scorecard/, "");
    await choose("State", "retired");
    expect([found, titles()]).toEqual([["Sales <i>call</i>"], ["Old"]]);
  });

  it("offers nothing that someone who only evaluates may not do", async () => {
    await openList({}, ["evaluations.evaluate"]);
    expect(screen.getAllByRole("button").map(({ dataset }) => dataset.action)).not.toContain("add-scorecard");
    expect(document.querySelector('[data-action="retire-scorecard"]')).toBeNull();
  });
});

describe("a scorecard", () => {
  it("is added with its title, and opened", async () => {
    const { asked } = await openList({
      "POST /v1/scorecards": () => answer(aDraft(), 201),
      [`GET ${ONE}`]: () => answer(aDraft()),
    });
    await press("Add a scorecard");
    await type("Title", " Support call ");
    await press("Add");
    const added = asked.find(({ method }) => method === "POST");
    expect([added?.body, window.location.pathname]).toEqual([
      { title: "Support call", scoring: "by_question" },
      `${ADDRESS}/${ID}`,
    ]);
  });

  it("is imported from a file, byte for byte, and its notes are shown", async () => {
    const stored = aDraft({ notes: ["Tags were left out."] });
    const { last } = await openList({ "POST /v1/scorecards": () => answer(stored, 201) });
    await press("Import a file");
    await give(new File(["title: Support call"], "support.yaml"));
    expect(await contentOf(last("POST")?.body as Blob)).toBe("title: Support call");
    expect(textsOf('[data-notice="notes"] li')).toEqual(["Tags were left out."]);
  });

  it("is not imported with mistakes, which are all shown with their places", async () => {
    const errors = [
      { code: "invalid", field: "sections.0.title", detail: "This field is missing." },
      { code: "invalid", field: "", detail: "The file has <b>no</b> object." },
    ];
    await openList({ "POST /v1/scorecards": () => answer({ title: "Wrong", errors }, 422) });
    await press("Import a file");
    await give(new File(["x"], "wrong.yaml"));
    expect(textsOf(".mistakes li")).toEqual([
      "sections.0.title: This field is missing.",
      "The file has <b>no</b> object.",
    ]);
  });

  it("can be dropped as a file", async () => {
    const { last } = await openList({ "POST /v1/scorecards": () => answer(aDraft(), 201) });
    await press("Import a file");
    const dropped = { dataTransfer: { files: [new File(["{}"], "card.json")] } };
    await act(async () => void fireEvent.drop(document.querySelector(".drop") as HTMLElement, dropped));
    await settled();
    expect(await contentOf(last("POST")?.body as Blob)).toBe("{}");
  });

  it("that is too large is refused without being sent", async () => {
    const { last } = await openList();
    await press("Import a file");
    await give(new File(["x".repeat(1_000_001)], "large.json"));
    expect([last("POST"), textOf('[data-notice="too-large"]')]).toEqual([
      undefined,
      expect.stringContaining("at most 1,000,000 bytes"),
    ]);
  });

  it("is exported under its title", async () => {
    const saved: { name: string; blob: Blob | undefined } = { name: "", blob: undefined };
    vi.stubGlobal(
      "URL",
      class extends URL {
        static override createObjectURL = (blob: Blob) => {
          saved.blob = blob;
          return "blob:x";
        };
        static override revokeObjectURL = () => undefined;
      },
    );
    vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function click(
      this: HTMLAnchorElement,
    ) {
      saved.name = this.download;
    });
    const { last } = await openList({ [`GET ${ONE}/export`]: () => new Response("title: Support call\n") });
    await press("Export Support call");
    await press("YAML");
    expect([last("GET")?.query.get("format"), saved.name, await contentOf(saved.blob)]).toEqual([
      "yaml",
      "support-call.yaml",
      "title: Support call\n",
    ]);
  });

  it("is retired after a question, with the revision that was read", async () => {
    const { last } = await openList({ [`POST ${ONE}/retire`]: () => answer(aStored({ state: "retired" })) });
    await press("Retire Support call");
    await act(
      async () => void fireEvent.click(document.querySelector('[data-action="confirm"]') as HTMLElement),
    );
    await settled();
    expect([last("POST")?.path, last("POST")?.version, textOf(".said")]).toEqual([
      `${ONE}/retire`,
      '"3"',
      "Support call was retired.",
    ]);
  });
});
