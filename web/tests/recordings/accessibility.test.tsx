import { act, fireEvent, screen } from "@testing-library/preact";
import axe from "axe-core";
import { beforeEach, describe, expect, it } from "vitest";
import { aRecordingAnswer } from "../people/samples";
import { type Answers, page, press, type } from "../people/server";
import { answer, aProblem } from "../samples";
import { chooseRow, FIRST, open, SECOND, searchFor } from "./open";

// Without layout there are no colours to compare: the browser tests do that.
const RULES = { "color-contrast": { enabled: false } };

async function violations(): Promise<string[]> {
  const { violations: found } = await axe.run(document.body, { rules: RULES });
  return found.map((violation) => `${violation.id}: ${violation.nodes[0]?.html}`);
}

const SILENT = [{ code: "audio_silent", field: "", detail: "The recording is silent." }];
const COST = { amount: "0.02", currency: "USD" };
const REQUESTED = [
  { recording: FIRST, status: "queued", revision: 1, cost: COST, errors: [] },
  { recording: SECOND, status: "none", revision: 0, cost: null, errors: SILENT },
];
const SEARCH = {
  id: "s1",
  version: 1,
  name: "Refunds",
  query: { text: "refund" },
  columns: ["tags"],
  shared: true,
  owner: { id: "u", name: "Pat" },
  mine: true,
};

const EVERYTHING: Answers = {
  "GET /v1/recordings": () =>
    answer({
      items: [aRecordingAnswer({ tags: ["vip"], state: "stored" }), aRecordingAnswer({ recording_id: "2" })],
      next: "further",
      reached: "2026-05-03T12:00:00Z",
    }),
  "GET /v1/recordings/count": () => answer({ count: 42, more: true, next: "c", reached: null }),
  "GET /v1/tags": () => answer({ items: ["vip"] }),
  "GET /v1/searches": () => answer({ items: [SEARCH, { ...SEARCH, id: "s2", mine: false }] }),
  "POST /v1/tags": () => answer({ items: [{ recording: FIRST, tags: null, errors: SILENT }] }),
  "POST /v1/transcriptions/estimate": () => answer({ items: REQUESTED, cost: COST }),
  "POST /v1/transcriptions": () => answer({ items: REQUESTED, cost: COST }, 202),
};

const FILTERED = "/recordings?text=refund&user=u-1&tag=vip";

describe("axe finds nothing", () => {
  beforeEach(() => {
    document.documentElement.lang = "en";
  });

  it("on a search with chips, chosen rows and every column", async () => {
    await open(FILTERED, EVERYTHING);
    await press("Columns");
    for (const title of ["Tags", "Type", "Transcript"]) {
      await act(
        async () => void fireEvent.click(screen.getByLabelText(title, { selector: "[type=checkbox]" })),
      );
    }
    await chooseRow(0);
    expect(await violations()).toEqual([]);
  });

  it("on a search that is refused", async () => {
    const refused = { title: "No", detail: "the search has no words", code: "search_not_understood" };
    await open("/recordings?tag=vip", {
      "GET /v1/recordings": ({ query }) => (query.get("text") ? answer(refused, 422) : page([])),
    });
    await searchFor("*");
    expect(await violations()).toEqual([]);
  });

  it("on a list that cannot be read, for someone who has only the list", async () => {
    await open("/recordings?text=refund", { "GET /v1/recordings": () => aProblem(404) }, ["recordings.list"]);
    expect(await violations()).toEqual([]);
  });

  it("on the saved searches", async () => {
    await open(FILTERED, EVERYTHING);
    await press("Saved searches");
    await press("Rename Refunds");
    expect(await violations()).toEqual([]);
  });

  it("on tags of several recordings, before and after", async () => {
    await open(FILTERED, EVERYTHING);
    await chooseRow(0);
    await press("Tags");
    const before = await violations();
    await type("Add", "x");
    await press("Save");
    expect([before, await violations()]).toEqual([[], []]);
  });

  it("on transcriptions of several recordings, before and after", async () => {
    await open(FILTERED, EVERYTHING);
    await chooseRow(0);
    await press("Transcribe");
    const before = await violations();
    await press("Transcribe 1 recording");
    expect([before, await violations()]).toEqual([[], []]);
  });
});
