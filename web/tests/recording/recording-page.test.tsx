import { screen } from "@testing-library/preact";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { press, settled, textOf, textsOf, tick, type } from "../people/server";
import { answer, aProblem } from "../samples";
import { at, audio, click, has, hear, held, heldAudio, key, openRecording, stubClipboard } from "./page";
import { aConversation, aNote, aTranscription, RECORDING, SECOND, someDetails } from "./samples";

vi.mock("../../src/recording/media", async (original) => ({
  ...(await original<typeof import("../../src/recording/media")>()),
  createAudio: () => heldAudio(),
}));
vi.mock("../../src/recording/drawing", () => ({
  draw: () => ({ show: () => undefined, remove: () => undefined }),
}));

const position = () => textOf("[data-position]");

describe("the page of a recording", () => {
  it("is called after the two sides, and says when it was and how it stands", async () => {
    await openRecording();
    expect([document.title, textOf("h1"), textOf(".badge[data-state]")]).toEqual([
      "Acme Plumbing to Ben Moss · Ringkeep",
      "Acme Plumbing to Ben Moss",
      "Stored",
    ]);
  });

  it("belongs to the Recordings page in the navigation", async () => {
    await openRecording();
    expect(screen.getByRole("link", { current: "page" }).textContent).toBe("Recordings");
  });

  it("says that there is no such recording", async () => {
    await openRecording({ [`GET ${at(RECORDING)}`]: () => aProblem(404, "Not Found", "No such recording.") });
    expect([textOf("h2"), textOf("[data-notice=problem]")]).toEqual(["Not Found", "No such recording."]);
  });

  it("with RingCentral's id alone in its address gets the whole name, and keeps the moment", async () => {
    const id = "7602012008";
    await openRecording(
      { [`GET ${at(id)}`]: () => answer(someDetails()) },
      { recording: id, also: [RECORDING], moment: 7 },
    );
    await type("New tag", "vip");
    expect([window.location.pathname + window.location.search, position()]).toEqual([
      `/recordings/${encodeURIComponent(RECORDING)}?at=7`,
      "0:07 / 1:40",
    ]);
  });

  it("at an address that cannot be read says that there is no page", async () => {
    await openRecording();
    window.history.pushState(null, "", "/recordings/%");
    window.dispatchEvent(new PopStateEvent("popstate"));
    await settled();
    expect(document.querySelector("main")?.dataset.page).toBe("not-found");
  });
});

describe("a recording without audio", () => {
  it.each([
    [
      "pending",
      "not_ready",
      "The recording waits to be imported. RingCentral does not have the file ready yet.",
    ],
    [
      "excluded",
      "not_licensed",
      "The recording was left out on purpose. No participant had a Call Recording licence.",
    ],
    ["erased", "", "The recording was erased. Its audio and its transcript no longer exist."],
    ["something_new", "", "Its state is: something_new."],
  ])("that is %s says so, and has no player", async (state, reason, sentence) => {
    const details = someDetails({ state, reason, audio: null, peaks: [], has_transcript: false });
    const { asked } = await openRecording({ [`GET ${at(RECORDING)}`]: () => answer(details) });
    expect([textOf("[data-notice=no-audio]"), has("[data-section=player]")]).toEqual([sentence, false]);
    expect(asked.some(({ path }) => path.endsWith("/transcription"))).toBe(false);
  });
});

describe("rights", () => {
  it("to list alone show what is known, and nothing to hear or to read", async () => {
    const { asked } = await openRecording({}, { rights: ["recordings.list"] });
    const sections = [...document.querySelectorAll<HTMLElement>("[data-section]")].map(
      (section) => section.dataset.section,
    );
    expect(sections).toEqual(["evaluations", "tags", "facts", "history", "keys"]);
    expect(asked.map(({ path }) => path).filter((path) => path.startsWith("/v1/recordings"))).toEqual([
      at(RECORDING),
      at(RECORDING, "evaluations"),
    ]);
  });

  it("to play alone show neither downloads of audio, nor Transcribe Now, nor who used it", async () => {
    await openRecording({}, { rights: ["recordings.list", "recordings.play"] });
    expect([
      has("[data-action=download-audio]"),
      has("[data-action=download-text]"),
      has("[data-action=transcribe]"),
      has("[data-uses]"),
    ]).toEqual([false, true, false, false]);
  });
});

describe("the player", () => {
  it("asks for the audio at the first press, and begins at the moment of the address", async () => {
    const { bodiesOf } = await openRecording({}, { moment: 42 });
    const before = [bodiesOf("POST", "plays").length, position()];
    await press("Play");
    expect([before, audio().sources, audio().element.currentTime, textOf("[data-action=play]")]).toEqual([
      [0, "0:42 / 1:40"],
      ["https://audio.example/1"],
      42,
      "Pause",
    ]);
  });

  it("says in the server's words why there is nothing to hear", async () => {
    const erased = () => aProblem(410, "Gone", "The recording was erased.");
    await openRecording({ [`POST ${at(RECORDING, "plays")}`]: erased });
    await press("Play");
    expect(textOf("[data-section=player] [data-notice=problem]")).toContain("The recording was erased.");
  });

  it("reports what was heard, and shows it with its share", async () => {
    const { bodiesOf } = await openRecording({}, { moment: 20 });
    await press("Play");
    await hear(10);
    await press("Pause");
    expect([bodiesOf("PUT", "plays/p-1/listened"), textOf(".heard-share")]).toEqual([
      [{ parts: [[20, 30]] }],
      "You have listened to 20 %",
    ]);
  });

  it("is led by keys", async () => {
    await openRecording();
    await key("l");
    await key("ArrowRight");
    await key("d");
    await key("x");
    const shown = [position(), (screen.getByLabelText("Speed") as HTMLSelectElement).value];
    await key(" ");
    expect([shown, audio().isPaused, audio().element.playbackRate]).toEqual([
      ["0:20 / 1:40", "1.25"],
      false,
      1.25,
    ]);
    expect((screen.getByLabelText("Skip silence") as HTMLInputElement).checked).toBe(true);
  });

  it("leaves keys alone while someone types, and when they are turned off", async () => {
    await openRecording();
    await key("l", screen.getByLabelText("New tag"));
    const typing = position();
    await key("?");
    await tick("Use these keys on this page");
    await key("l");
    expect([typing, position(), has("[data-section=keys][open]")]).toEqual([
      "0:00 / 1:40",
      "0:00 / 1:40",
      true,
    ]);
  });

  it("repeats a part", async () => {
    await openRecording({}, { moment: 10 });
    await press("Repeat from here");
    await key("ArrowRight");
    await press("From 0:10 to here");
    const shown = has("[data-loop]");
    await press(/^Stop repeating/);
    expect([shown, has("[data-loop]")]).toEqual([true, false]);
  });

  it("copies a link to the moment", async () => {
    const writeText = stubClipboard();
    await openRecording({}, { moment: 42.5 });
    await press("Copy a link to this moment");
    expect(writeText.mock.calls).toEqual([
      [`${window.location.origin}/recordings/${encodeURIComponent(RECORDING)}?at=42.5`],
    ]);
  });
});

describe("the transcript", () => {
  const lit = () => textsOf(".word.spoken");

  it("names the speakers, and lights the word that is spoken without rendering again", async () => {
    await openRecording();
    const word = document.querySelector("[data-word='1']");
    await press("Play");
    await hear(1.5);
    const early = lit();
    await hear(10);
    expect([
      textsOf(".speaker .name"),
      early,
      lit(),
      document.querySelector("[data-word='1']") === word,
    ]).toEqual([["Channel 1", "Anna Lee"], ["morning"], ["want"], true]);
  });

  it("leads to a word by a click, or by Enter", async () => {
    await openRecording();
    await click("[data-word='6']");
    const clicked = position();
    const first = document.querySelector("[data-word='0']") as HTMLElement;
    await key("ArrowRight", first);
    const focused = document.activeElement?.textContent;
    await key("Enter", document.activeElement ?? first);
    expect([clicked, focused, position()]).toEqual(["0:11 / 1:40", "morning", "0:01 / 1:40"]);
  });

  it("is searched, from place to place", async () => {
    await openRecording();
    await type("Find in the transcript", "i", 700);
    const first = [textOf("[data-found]"), textsOf(".word.found-here")];
    await press(/^Next/);
    expect([first, textOf("[data-found]"), textsOf(".word.found-here")]).toEqual([
      ["1 of 4", ["morning"]],
      "2 of 4",
      ["this"],
    ]);
  });

  it("of strange content stays in its place", async () => {
    const turns = [
      { ...aTranscription().turns[0], text: "a".repeat(10_000), words: [] },
      { ...aTranscription().turns[1], text: "שלום عليكم", words: [] },
    ];
    await openRecording({
      [`GET ${at(RECORDING, "transcription")}`]: () => answer(aTranscription({ turns })),
    });
    expect([textsOf(".word").map(({ length }) => length), has(".said-words[dir=auto]")]).toEqual([
      [10_000, 10],
      true,
    ]);
  });

  it("without words says so", async () => {
    await openRecording({
      [`GET ${at(RECORDING, "transcription")}`]: () => answer(aTranscription({ turns: [] })),
    });
    expect(textOf("[data-empty-transcript]")).toContain("no words");
  });

  it("shows personal data to those who may see it", async () => {
    const { asked } = await openRecording({
      [`GET ${at(RECORDING, "transcription")}`]: () =>
        answer(aTranscription({ redacted: true, has_unredacted: true })),
    });
    await tick(/^Show personal data/);
    expect(
      asked
        .filter(({ path }) => path.endsWith("/transcription"))
        .at(-1)
        ?.query.get("unredacted"),
    ).toBe("true");
  });
});

describe("Transcribe Now", () => {
  const path = at(RECORDING, "transcription");
  const none = aTranscription({ status: "none", turns: null, cost: null, transcript_revision: 0 });

  it("says what it costs, starts, and shows the words when they are there", async () => {
    const answers = [none, { ...none, status: "running" }, aTranscription()];
    const details = [someDetails({ has_transcript: false }), someDetails()];
    const { asked } = await openRecording({
      [`GET ${path}`]: () => answer((answers.length > 1 ? answers.shift() : answers[0]) ?? {}),
      [`GET ${at(RECORDING)}`]: () => answer(details.shift() ?? {}),
      [`POST ${path}`]: () => answer({ recording: RECORDING, status: "queued" }, 202),
    });
    const cost = textOf(".transcribe .muted");
    await press("Transcribe Now");
    const running = textOf(".job");
    await settled(1_200);
    await settled(1_200);
    expect([
      cost,
      running,
      has(".transcript-text"),
      has("[data-action=download-vtt]"),
      asked.filter(({ method }) => method === "POST").length,
    ]).toEqual(["costs about $0.0248", "Being transcribed…", true, true, 1]);
  });

  it("says why it is not possible", async () => {
    const refusals = [{ code: "too_long", detail: "It is longer than four hours.", field: "" }];
    await openRecording({ [`GET ${path}`]: () => answer({ ...none, refusals }) });
    expect([textOf("[data-notice=transcription-refused]"), has("[data-action=transcribe]")]).toEqual([
      "It cannot be transcribed. It is longer than four hours.",
      false,
    ]);
  });

  it("that failed says why, and can be tried again", async () => {
    const failed = { ...none, status: "failed", reason: "timed_out", detail: "It took too long." };
    const { bodiesOf } = await openRecording({ [`GET ${path}`]: () => answer(failed) });
    await press("Try again");
    expect([textOf("[data-notice=transcription-failed]"), bodiesOf("POST", "transcription").length]).toEqual([
      "The transcription failed. It took too long.",
      1,
    ]);
  });

  it("asks before it is paid for twice", async () => {
    const { asked } = await openRecording();
    await press("Transcribe again");
    const question = textOf("[data-dialog=confirm] p");
    await click("[data-action=confirm]");
    const sent = asked.filter(({ method }) => method === "POST");
    expect([question, sent.map(({ query }) => query.get("again"))]).toEqual([
      "It makes a new transcript, which takes the place of this one. It costs about $0.0248.",
      ["true"],
    ]);
  });
});

describe("notes and bookmarks", () => {
  it("are marks on the waveform that lead to their moment", async () => {
    await openRecording();
    await click("[data-mark=bookmark]");
    const bookmark = position();
    await click("[data-section=notes] [data-moment]");
    expect([bookmark, position()]).toEqual(["0:30 / 1:40", "0:12 / 1:40"]);
  });

  it("are made by keys at the present moment", async () => {
    const { bodiesOf } = await openRecording({}, { moment: 50 });
    await key("b");
    await key("n");
    await type("Note", "A long pause");
    await press("Add the note");
    expect([bodiesOf("POST", "bookmarks"), bodiesOf("POST", "notes")]).toEqual([
      [{ at: 50, label: "" }],
      [{ text: "A long pause", at: 50 }],
    ]);
  });

  it("that cannot be read say so", async () => {
    const down = () => aProblem(409, "Conflict", "The notes cannot be read now.");
    await openRecording({ [`GET ${at(RECORDING, "notes")}`]: down });
    expect(textOf("[data-section=notes]")).toContain("The notes cannot be read now.");
  });

  it("of others cannot be changed", async () => {
    await openRecording({
      [`GET ${at(RECORDING, "notes")}`]: () => answer({ items: [aNote({ mine: false })] }),
    });
    expect([has("[data-action=edit-note]"), has("[data-action=delete-note]")]).toEqual([false, false]);
  });

  it("that were changed meanwhile are shown beside one's own words", async () => {
    let note = aNote();
    const versions: unknown[] = [];
    await openRecording({
      [`GET ${at(RECORDING, "notes")}`]: () => answer({ items: [note] }),
      [`PUT ${at(RECORDING, "notes/n-1")}`]: ({ body }) => {
        versions.push(body);
        if (versions.length > 1) return answer(aNote({ version: 3 }));
        note = aNote({ version: 2, text: "Their words" });
        return answer({ title: "Conflict", status: 409, code: "note_changed" }, 409);
      },
    });
    await press(/^Edit/);
    await type("Note", "My words");
    await press("Save the note");
    const both = [
      textOf("[data-present-note]"),
      (screen.getByLabelText("Note") as HTMLTextAreaElement).value,
    ];
    await press("Go on with mine");
    await press("Save the note");
    expect([both, versions]).toEqual([
      ["Their words", "My words"],
      [
        { text: "My words", at: 12, version: 1 },
        { text: "My words", at: 12, version: 2 },
      ],
    ]);
  });

  it("are deleted after a question, with the version that was seen", async () => {
    const { asked } = await openRecording();
    await press(/^Delete/);
    await click("[data-action=confirm]");
    expect(
      asked
        .filter(({ method }) => method === "DELETE")
        .map(({ path, query }) => [path, query.get("version")]),
    ).toEqual([[at(RECORDING, "notes/n-1"), "1"]]);
  });
});

describe("tags", () => {
  it("are added and removed, and those in use are offered", async () => {
    const { bodiesOf } = await openRecording({
      [`PUT ${at(RECORDING, "tags")}`]: () => answer({ tags: ["billing", "refund"] }),
    });
    const offered = [...document.querySelectorAll("datalist option")].map((option) =>
      option.getAttribute("value"),
    );
    await type("New tag", " refund ");
    await press("Add");
    const shown = textsOf("[data-tag] > span");
    await press("Remove the tag billing");
    expect([offered, shown, bodiesOf("PUT", "tags")]).toEqual([
      ["billing", "refund"],
      ["billing", "refund"],
      [
        { add: ["refund"], remove: [] },
        { add: [], remove: ["billing"] },
      ],
    ]);
  });
});

describe("a call with several recordings", () => {
  const conversation = aConversation();
  const answers = {
    [`GET ${at(RECORDING)}`]: () => answer(someDetails({ conversation })),
    [`GET ${at(SECOND)}`]: () => answer(someDetails({ recording: SECOND, conversation, call: null })),
  };

  it("names each part's users, and plays the next part by itself", async () => {
    await openRecording(answers, { also: [SECOND] });
    const parts = textsOf("[data-part] button");
    await press("Play");
    audio().end();
    await settled();
    expect([parts, held.audios.length, audio().isPaused, window.location.pathname]).toEqual([
      ["Anna Lee", "Ben Moss"],
      2,
      false,
      `/recordings/${encodeURIComponent(SECOND)}`,
    ]);
  });

  it("goes to another part by a key, without playing it", async () => {
    await openRecording(answers, { also: [SECOND] });
    await key(".");
    expect([textOf("[aria-current=true] button"), audio().isPaused]).toEqual(["Ben Moss", true]);
  });
});

describe("details, history and downloads", () => {
  beforeEach(() => {
    HTMLAnchorElement.prototype.click = vi.fn();
  });

  it("say what was proved, what became of it, and who heard it", async () => {
    await openRecording();
    expect([textOf("[data-proof] code"), textsOf("[data-step]")[0], textOf("[data-use]")]).toEqual([
      "ab".repeat(32),
      expect.stringContaining("It was found by the call-log poll."),
      expect.stringContaining("Mia Stone: Played"),
    ]);
  });

  it("save audio and sidecar from the address that the server gives", async () => {
    const { bodiesOf } = await openRecording({
      [`POST ${at(RECORDING, "downloads")}`]: () =>
        answer({ url: "https://audio.example/d", expires_at: "", file_name: "a.mp3" }, 201),
    });
    await press("Audio");
    await press("Sidecar");
    expect(bodiesOf("POST", "downloads")).toEqual([{ what: "audio" }, { what: "sidecar" }]);
  });

  it("save the transcript in three forms", async () => {
    window.URL.createObjectURL = vi.fn(() => "blob:x");
    window.URL.revokeObjectURL = vi.fn();
    const { asked } = await openRecording({
      [`GET ${at(RECORDING, "transcript")}`]: () => new Response("WEBVTT"),
    });
    await press("Transcript as text");
    await press("Transcript as WebVTT");
    const formats = asked
      .filter(({ path }) => path.endsWith("/transcript"))
      .map(({ query }) => query.get("format"));
    expect(formats).toEqual(["text", "vtt"]);
  });
});
