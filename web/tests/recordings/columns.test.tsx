import { act, cleanup, fireEvent, screen, within } from "@testing-library/preact";
import { describe, expect, it } from "vitest";
import { read } from "../../src/api/reading";
import { RECORDING } from "../../src/recordings/answers";
import { columnsWith } from "../../src/recordings/columns";
import { csvOf } from "../../src/recordings/csv";
import { aRecordingAnswer } from "../people/samples";
import { openAt, page, press, textsOf } from "../people/server";
import { open } from "./open";

const USUAL = ["Began", "Length", "Direction", "Extension", "Users in the call", "Service", "State", "Why"];

async function tickColumn(title: string): Promise<void> {
  const columns = within(screen.getByRole("group", { name: "Columns" }));
  await act(async () => void fireEvent.click(columns.getByLabelText(title)));
}

const headings = () => textsOf("thead th");

describe("the columns", () => {
  it("are chosen, and remembered for the person", async () => {
    const tagged = aRecordingAnswer({ tags: ["vip", "<i>x</i>"], has_transcript: true });
    await open("/recordings", { "GET /v1/recordings": () => page([tagged]) });
    const before = headings();
    await press("Columns");
    await tickColumn("Tags");
    await tickColumn("Transcript");
    await tickColumn("Why");
    cleanup();
    await open("/recordings", { "GET /v1/recordings": () => page([tagged]) });
    expect([before, headings(), textsOf("td[data-column='tags'] .badge")]).toEqual([
      USUAL,
      [...USUAL.filter((title) => title !== "Why"), "Transcript", "Tags"],
      ["vip", "<i>x</i>"],
    ]);
  });

  it("of someone else are their own", async () => {
    await open();
    await press("Columns");
    await tickColumn("Why");
    cleanup();
    await openAt("/recordings", { "GET /v1/recordings": () => page([aRecordingAnswer()]) }, "Manager", {
      user_id: "another",
    });
    expect(headings()).toEqual(USUAL);
  });

  it("can be the usual ones again", async () => {
    await open();
    await press("Columns");
    await tickColumn("Why");
    await tickColumn("Recording id");
    await press("The usual columns");
    expect(headings()).toEqual(USUAL);
  });

  it.each(["no json", '{"a": 1}', "[1]"])("that were remembered as %s are the usual ones", async (text) => {
    window.localStorage.setItem("ringkeep.recordings.columns.0123456789abcdef0123456789abcdef", text);
    await open();
    expect(headings()).toEqual(USUAL);
  });
});

describe("the optional columns", () => {
  it("say who else took part, and how it was recorded", async () => {
    window.localStorage.setItem(
      "ringkeep.recordings.columns.0123456789abcdef0123456789abcdef",
      '["queue", "others", "type", "recording_id", "session_id", "account_id"]',
    );
    const recording = aRecordingAnswer({
      recording_type: "OnDemand",
      extensions: ["850957020", "850957021", "850957022"],
      extension_names: { "850957021": { number: "1200", name: "Support", queue: true } },
    });
    await open("/recordings", { "GET /v1/recordings": () => page([recording]) });
    expect(textsOf("[data-recording-id] td")).toEqual([
      "Support, Ext. 1200",
      "Extension 850957022",
      "On demand",
      "7602012008",
      "9302142008",
      "809646016",
    ]);
  });
});

describe("rows in a file", () => {
  it("have the chosen columns, and no formula that a spreadsheet would run", () => {
    const recording = read(
      RECORDING,
      aRecordingAnswer({ tags: ["=1+1", 'a "b"'], users: [{ id: "u", name: "Lee, Anna" }] }),
    );
    expect(csvOf(columnsWith(["duration", "users", "tags", "newer"]), [recording])).toBe(
      '\ufeffBegan,Length,Users in the call,Tags\r\n2026-11-26T08:00:00Z,2:23,"Lee, Anna","\'=1+1, a ""b"""\r\n',
    );
  });
});
