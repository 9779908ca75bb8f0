import { act, fireEvent, screen } from "@testing-library/preact";
import { describe, expect, it, vi } from "vitest";
import { portionsOf, tagsIn } from "../../src/recordings/tags";
import { costWords, totalCost } from "../../src/recordings/transcriptions";
import { pass } from "../pages";
import { aRecordingAnswer } from "../people/samples";
import { contentOf, page, press, settled, textOf, textsOf, tick, type } from "../people/server";
import { answer, aProblem } from "../samples";
import { chooseRow, FIRST, open, SECOND, TWO } from "./open";

const CENTS = { amount: "0.0248", currency: "USD" };
const SILENT = { code: "audio_silent", field: "", detail: "The recording is silent." };

describe("several recordings", () => {
  it("are chosen one by one, by the Space key, and all together", async () => {
    await open();
    await chooseRow(0);
    const counts = [textOf(".bulk > p")];
    const row = document.querySelector("[data-recording-id='2']") ?? document.body;
    await act(async () => void fireEvent.keyDown(row, { key: " " }));
    counts.push(textOf(".bulk > p"));
    await press("Choose none");
    counts.push(textOf(".bulk > p"));
    await press("Choose all 2 rows");
    counts.push(textOf(".bulk > p"));
    expect(counts).toEqual(["1 chosen", "2 chosen", "None chosen", "2 chosen"]);
    expect(textsOf(".row-chosen").length).toBe(2);
  });

  it("are no longer chosen when another search is made", async () => {
    await open();
    await chooseRow(0);
    expect(textOf(".bulk > p")).toBe("1 chosen");
    await act(
      async () => void fireEvent.change(screen.getByLabelText("State"), { target: { value: "stored" } }),
    );
    await settled();
    expect(textOf(".bulk > p")).toBe("None chosen");
  });
});

describe("tags of several recordings", () => {
  const tagged = () => page([aRecordingAnswer({ tags: ["old", "vip"] }), TWO[1]]);

  it("are added and removed together, and each refusal is said", async () => {
    const errors = [{ code: "too_many_tags", field: "add", detail: "It has 30 tags already." }];
    const items = [
      { recording: FIRST, tags: ["vip", "new"], errors: [] },
      { recording: SECOND, tags: null, errors },
    ];
    const { last } = await open("/recordings", {
      "GET /v1/recordings": tagged,
      "POST /v1/tags": () => answer({ items }),
      "GET /v1/tags": () => answer({ items: ["old", "vip"] }),
    });
    await press("Choose all 2 rows");
    await press("Tags");
    await type("Add", " new , call  back,new");
    await tick("old");
    await press("Save");
    expect([last("POST")?.body, textOf("[data-result='tags']"), textsOf("[data-refused]")]).toEqual([
      { recordings: [FIRST, SECOND], add: ["new", "call back"], remove: ["old"] },
      "1 recording has the tags now, 1 refused.",
      [expect.stringMatching(/, main: It has 30 tags already\.$/)],
    ]);
  });

  it("are shown in the rows without reading the list again", async () => {
    const columns = '["started_at", "tags"]';
    window.localStorage.setItem("ringkeep.recordings.columns.0123456789abcdef0123456789abcdef", columns);
    const { asked } = await open("/recordings", {
      "GET /v1/recordings": tagged,
      "POST /v1/tags": () => answer({ items: [{ recording: SECOND, tags: ["new"], errors: [] }] }),
    });
    await chooseRow(1);
    await press("Tags");
    await type("Add", "new");
    await press("Save");
    await act(
      async () => void fireEvent.click(document.querySelector("[data-action='finish']") ?? document.body),
    );
    await press("Tags");
    expect([
      textsOf("td[data-column='tags']"),
      textsOf("[data-field='remove'] label"),
      asked.filter(({ path }) => path === "/v1/recordings").length,
    ]).toEqual([["oldvip", "new"], ["new"], 1]);
  });

  it("are offered from the services of the recordings", async () => {
    await open("/recordings", {
      "GET /v1/recordings": () =>
        page([aRecordingAnswer(), aRecordingAnswer({ recording_id: "2", service: "b" })]),
      "GET /v1/tags": ({ query }) =>
        query.get("service") === "b" ? answer({ items: ["vip", "late fee"] }) : aProblem(404),
    });
    await press("Choose all 2 rows");
    await press("Tags");
    await act(async () => void fireEvent.focus(screen.getByLabelText("Add")));
    await settled();
    const offered = [...document.querySelectorAll<HTMLOptionElement>("[data-field='add'] option")];
    expect(offered.map(({ value }) => value)).toEqual(["late fee", "vip"]);
  });

  it("stay typed when the server refuses them", async () => {
    const errors = [{ code: "tag_too_long", field: "add", detail: "A tag has at most 50 letters." }];
    await open("/recordings", {
      "GET /v1/recordings": tagged,
      "POST /v1/tags": () => answer({ title: "No", errors }, 422),
    });
    await chooseRow(0);
    await press("Tags");
    await type("Add", "x");
    await press("Save");
    expect([textOf("[data-field='add'] .field-error"), screen.getByLabelText("Add")]).toEqual([
      "A tag has at most 50 letters.",
      expect.objectContaining({ value: "x" }),
    ]);
  });

  it("are sent 50 recordings at a time", () => {
    expect(portionsOf(Array.from({ length: 101 }, () => "x")).map((some) => some.length)).toEqual([
      50, 50, 1,
    ]);
    expect(tagsIn(" , a,  b c ,a,")).toEqual(["a", "b c"]);
  });
});

describe("transcriptions of several recordings", () => {
  const requested = (recording: string, changes: object = {}) => ({
    recording,
    status: "queued",
    revision: 1,
    cost: CENTS,
    errors: [],
    ...changes,
  });
  const refused = requested(SECOND, { status: "none", cost: null, errors: [SILENT] });
  const ANSWERS = {
    "POST /v1/transcriptions/estimate": () =>
      answer({ items: [requested(FIRST, { status: "none" }), refused], cost: CENTS }),
    "POST /v1/transcriptions": () => answer({ items: [requested(FIRST), refused], cost: CENTS }, 202),
  };

  it("are started after their cost and what is refused was shown", async () => {
    const { asked } = await open("/recordings", ANSWERS);
    await press("Choose all 2 rows");
    await press("Transcribe");
    const shown = [textsOf(".costs dd"), textsOf("[data-refused]")];
    const before = asked.filter(({ path }) => path === "/v1/transcriptions");
    await press("Transcribe 1 recording");
    expect([before, asked.find(({ path }) => path === "/v1/transcriptions")?.body, shown]).toEqual([
      [],
      { recordings: [FIRST, SECOND], again: false },
      [["1 recording", "$0.02"], [expect.stringContaining("The recording is silent.")]],
    ]);
    expect(textOf(`[data-transcription='${FIRST}']`)).toMatch(/Waiting$/);
  });

  it("say how they stand until they end", async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true, advanceTimeDelta: 20 });
    const states = ["running", "failed"];
    const { asked } = await open("/recordings", {
      ...ANSWERS,
      [`GET /v1/recordings/${encodeURIComponent(FIRST)}/transcription`]: () =>
        answer({ recording: FIRST, status: states.shift(), detail: "The job failed.", turns: null }),
    });
    await chooseRow(0);
    await press("Transcribe");
    await press("Transcribe 1 recording");
    const shown = [textOf("[data-result='transcribe']")];
    for (const _ of [1, 2, 3]) await pass(2_100);
    shown.push(textOf("[data-result='transcribe']"));
    expect([shown, states, textOf(`[data-transcription='${FIRST}']`)]).toEqual([
      ["0 of 1 done", "1 of 1 done"],
      [],
      expect.stringMatching(/FailedThe job failed\.$/),
    ]);
    expect(asked.filter(({ path }) => path === "/v1/recordings")).toHaveLength(1);
  });

  it("of those that have a transcript are estimated again", async () => {
    const { asked } = await open("/recordings", ANSWERS);
    await chooseRow(0);
    await press("Transcribe");
    await tick(/^Also those/);
    const bodies = asked.filter(({ path }) => path.endsWith("/estimate")).map(({ body }) => body);
    expect(bodies).toEqual([
      { recordings: [FIRST], again: false },
      { recordings: [FIRST], again: true },
    ]);
  });

  it("that are all refused cannot be started", async () => {
    await open("/recordings", {
      "POST /v1/transcriptions/estimate": () => answer({ items: [refused], cost: { ...CENTS, amount: "0" } }),
    });
    await chooseRow(1);
    await press("Transcribe");
    expect([screen.getByRole("button", { name: "Transcribe 0 recordings" }), textsOf(".costs dd")]).toEqual([
      expect.objectContaining({ disabled: true }),
      ["0 recordings", "nothing"],
    ]);
  });

  it.each([
    [{ amount: "0.0003", currency: "USD" }, "$0.0003"],
    [{ amount: "12.5", currency: "EUR" }, "€12.50"],
    [{ amount: "1", currency: "none" }, "1 none"],
  ])("cost %j, shown as %s", (cost, words) => {
    expect(costWords(cost)).toBe(words);
  });

  it("cost together what they cost one by one", () => {
    expect(totalCost([{ cost: CENTS }, { cost: null }, { cost: CENTS }])).toBe("$0.05");
  });
});

describe("the rights", () => {
  it("decide what is offered", async () => {
    await open("/recordings", {}, ["recordings.list"]);
    await chooseRow(0);
    expect(textsOf(".bulk button")).toEqual(["Choose all 2 rows", "Choose none"]);
  });
});

describe("rows in a file", () => {
  it("are those that are chosen", async () => {
    const files: Blob[] = [];
    vi.stubGlobal(
      "URL",
      Object.assign(URL, { createObjectURL: (file: Blob) => files.push(file), revokeObjectURL() {} }),
    );
    vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(() => undefined);
    await open();
    await chooseRow(1);
    await press("Export the chosen rows");
    const lines = (await contentOf(files[0])).trim().split("\r\n");
    expect([lines.length, lines[1]?.slice(0, 20)]).toEqual([2, "2026-11-26T08:00:00Z"]);
  });
});
