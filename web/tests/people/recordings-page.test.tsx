import { screen } from "@testing-library/preact";
import { describe, expect, it } from "vitest";
import { reasonWords } from "../../src/recordings/words";
import { aRecordingAnswer } from "./samples";
import { choose, openAt, page, textOf, textsOf } from "./server";

const ITEMS = [
  aRecordingAnswer(),
  aRecordingAnswer({ recording_id: "2", state: "stored", reason: "", service: "support" }),
];

describe("the list of recordings", () => {
  it("says each state and its reason in words", async () => {
    await openAt("/recordings", { "GET /v1/recordings": () => page(ITEMS) }, "Manager");
    expect(textsOf("[data-recording-id] > *").slice(1, 8)).toEqual([
      "2:23",
      "Inbound",
      "Ben MossExt. 1102",
      "Anna Lee",
      "main",
      "Excluded",
      "No participant had a Call Recording licence",
    ]);
  });

  it("shows ids where names are not known", async () => {
    const nameless = aRecordingAnswer({
      extension_names: { "850957020": { number: "1102", name: "" } },
      users: [{ id: "u-7", name: "" }],
    });
    const unknown = aRecordingAnswer({ recording_id: "2", extension_names: {}, users: [] });
    await openAt("/recordings", { "GET /v1/recordings": () => page([nameless, unknown]) }, "Manager");
    expect(textsOf("td[data-column='extension'], td[data-column='users']")).toEqual([
      "Ext. 1102",
      "u-7",
      "Extension 850957020",
      "",
    ]);
  });

  it("is narrowed by state and service", async () => {
    const { asked } = await openAt("/recordings", { "GET /v1/recordings": () => page(ITEMS) }, "Manager");
    await choose("State", "excluded");
    await choose("Service", "support");
    const query = asked.at(-1)?.query;
    expect([query?.get("state"), query?.get("service")]).toEqual(["excluded", "support"]);
  });

  it("of an agent is called theirs", async () => {
    await openAt("/recordings", { "GET /v1/recordings": () => page([]) }, "Agent");
    expect([textOf("h1"), screen.getByRole("heading", { name: "No recording matches" })]).toEqual([
      "My recordings",
      expect.anything(),
    ]);
  });
});

describe("a reason", () => {
  it.each([
    ["worker_failed:OutOfMemory", "The import stopped with an error"],
    ["body_html", "What arrived was not the recording"],
    ["something_new", "something new"],
    [null, ""],
  ])("%s reads %s", (reason, words) => {
    expect(reasonWords(reason)).toBe(words);
  });
});
