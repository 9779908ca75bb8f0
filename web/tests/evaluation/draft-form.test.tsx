import { cleanup, screen } from "@testing-library/preact";
import axe from "axe-core";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { press, settled, textOf, textsOf, type } from "../people/server";
import { has, heldAudio } from "../recording/page";
import { someDetails } from "../recording/samples";
import { answer, aProblem } from "../samples";
import { key, keys, of, ofRecording, openEvaluation, saved } from "./page";
import { anAnswer, anEvaluation, ID } from "./samples";

vi.mock("../../src/recording/media", async (original) => ({
  ...(await original<typeof import("../../src/recording/media")>()),
  createAudio: () => heldAudio(),
}));
vi.mock("../../src/recording/drawing", () => ({
  draw: () => ({ show: () => undefined, remove: () => undefined }),
}));

const current = () =>
  document.querySelector("[data-current=true] [data-question]")?.getAttribute("data-question");
const status = () => document.querySelector("[data-save]")?.getAttribute("data-save");
const KEPT = `ringkeep.kept.0123456789abcdef0123456789abcdef.draft.${ID}`;

describe("an evaluation that is being written", () => {
  it("shows the player beside the questions that appear", async () => {
    await openEvaluation();
    expect([
      textOf("h1"),
      has("[data-section=player]"),
      textsOf("[data-question] legend"),
      textOf("[data-score]"),
      textOf("[data-listened]"),
    ]).toEqual([
      "Evaluation of Ben Moss",
      true,
      [
        "1.1 Did the agent give <b>their</b> name?",
        "1.2 Why did the customer call?",
        "2.1 How often was the customer put on hold?",
      ],
      "No score yet",
      "You have listened to 10 % of the call",
    ]);
  });

  it("is answered by keys alone, with a live total, and saves itself", async () => {
    const server = await openEvaluation();
    await keys("1");
    const first = [textOf("[data-score]"), textOf("[data-category]"), current()];
    await keys("j", "1", "2");
    const appeared = has("[data-question=retention]");
    await keys("j", "n");
    await saved();
    expect([first, appeared, textOf("[data-score]"), status(), server.bodiesOf("PUT", "draft")]).toEqual([
      ["100 %", "Good", "greeting"],
      true,
      "100 %",
      "saved",
      [
        {
          answers: {
            greeting: anAnswer({ StringValue: "yes" }),
            reason: anAnswer({ StringValues: ["invoice", "cancel"] }),
            holds: anAnswer({ NotApplicable: true }),
          },
          comment: "",
          private: "",
        },
      ],
    ]);
  });

  it("follows keys that are pressed faster than the page is painted", async () => {
    await openEvaluation();
    for (const name of ["j", "2", "j", "j"]) {
      const target = document.activeElement ?? document.body;
      target.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true }));
      // What is rendered is there at once; effects come later.
      await Promise.resolve();
    }
    expect([current(), has("[data-question=retention]")]).toEqual(["retention", true]);
  });

  it("says what failed the whole", async () => {
    await openEvaluation();
    await keys("2");
    expect([textOf("[data-score]"), textOf("[data-failed-by]")]).toEqual([
      "0 %",
      "Failed by: Did the agent give <b>their</b> name?",
    ]);
  });

  it("bookmarks the present moment to the question, as a link that leads there", async () => {
    const server = await openEvaluation();
    await keys("ArrowRight", "m", ".", "m");
    await saved();
    const moments = textsOf("[data-moment]");
    await keys("Home");
    await press(/Go to\s*0:20/);
    expect([moments, textOf("[data-position]")]).toEqual([["Go to 0:05", "Go to 0:20"], "0:20 / 1:40"]);
    expect(server.bodiesOf("PUT", "draft")).toEqual([
      { answers: { greeting: anAnswer(null, { moments: [5, 20] }) }, comment: "", private: "" },
    ]);
  });

  it("opens comments by a key, and no key fires while someone types", async () => {
    await openEvaluation();
    await keys("c");
    const field = document.activeElement;
    await keys("1", "j", "m");
    const typing = [current(), textOf("[data-score]"), has("[data-moment]")];
    await key("Escape");
    await key("j");
    expect([field?.getAttribute("name"), typing, current()]).toEqual([
      "comment",
      ["greeting", "No score yet", false],
      "reason",
    ]);
  });

  it("puts a digit into the field of a number question", async () => {
    await openEvaluation();
    await keys("j", "j", "7");
    expect(document.activeElement?.closest("[data-question]")?.getAttribute("data-question")).toBe("holds");
    await key("Enter");
    expect(document.activeElement?.tagName).toBe("FIELDSET");
  });

  it("takes a letter in the field of a number as a key of the form", async () => {
    await openEvaluation();
    await keys("j", "j", "7");
    const before = document.activeElement?.tagName;
    await keys("k", "1");
    expect([before, current(), document.activeElement?.tagName]).toEqual(["INPUT", "reason", "FIELDSET"]);
  });

  it("lists its keys, and can do without them", async () => {
    await openEvaluation();
    await key("?");
    expect([textOf("[data-dialog=keys] h2"), document.querySelectorAll("kbd").length > 20]).toEqual([
      "Keys",
      true,
    ]);
    await press("Close");
    await key("j");
    expect(current()).toBe("reason");
  });

  it("says what is missing when it is submitted, and leads there", async () => {
    const server = await openEvaluation();
    await keys("2", "e");
    await press("Submit and release");
    const missing = textsOf("[data-notice=missing] li");
    await press("Did the agent give <b>their</b> name?");
    expect([missing, current(), server.bodiesOf("POST", "submit")]).toEqual([
      ["Did the agent give <b>their</b> name? needs a comment"],
      "greeting",
      [],
    ]);
  });

  it("is submitted and released in one step, after what is not saved", async () => {
    const server = await openEvaluation();
    await keys("1", "j", "1", "j", "n");
    await press("Submit and release");
    await settled(100);
    const order = server.asked.map(({ method, path }) => `${method} ${path}`);
    expect([
      server.bodiesOf("POST", "submit"),
      order.indexOf(`PUT ${of("draft")}`) < order.indexOf(`POST ${of("submit")}`),
      textOf("[data-state]"),
      window.localStorage.getItem(KEPT),
      document.activeElement?.tagName,
    ]).toEqual([[{ release: true }], true, "Released", null, "H1"]);
  });
});

describe("a draft that cannot be saved", () => {
  it("says that there is no connection, keeps what was written, and is saved later", async () => {
    const server = await openEvaluation();
    server.isReachable = false;
    await keys("1");
    await saved();
    const lost = [status(), textOf("[data-save] p"), window.localStorage.getItem(KEPT)?.includes("greeting")];
    server.isReachable = true;
    window.dispatchEvent(new Event("online"));
    await settled(100);
    expect([lost, status(), server.now.answers, window.localStorage.getItem(KEPT)]).toEqual([
      [
        "offline",
        "Not saved: no connection. It is kept in this browser and saved as soon as possible.",
        true,
      ],
      "saved",
      { greeting: anAnswer({ StringValue: "yes" }) },
      null,
    ]);
  });

  it("is there again when the page was closed meanwhile", async () => {
    const first = await openEvaluation();
    first.isReachable = false;
    await keys("1");
    cleanup();
    const second = await openEvaluation();
    const shown = textOf("[data-score]");
    await saved();
    expect([shown, status(), second.now.answers]).toEqual([
      "100 %",
      "saved",
      { greeting: anAnswer({ StringValue: "yes" }) },
    ]);
  });

  it("hears from another window what was stored there", async () => {
    const channels: { onmessage?: (event: { data: unknown }) => void }[] = [];
    vi.stubGlobal(
      "BroadcastChannel",
      class {
        onmessage?: (event: { data: unknown }) => void;
        constructor() {
          channels.push(this);
        }
        postMessage() {}
        close() {}
      },
    );
    const server = await openEvaluation();
    server.now = anEvaluation({
      revision: 2,
      state: "draft",
      answers: { greeting: anAnswer({ StringValue: "yes" }) },
    });
    channels[0]?.onmessage?.({ data: 2 });
    await settled();
    expect([textOf("[data-score]"), status(), server.bodiesOf("PUT", "draft")]).toEqual([
      "100 %",
      "saved",
      [],
    ]);
  });

  it("was changed elsewhere: the person keeps their own", async () => {
    const server = await openEvaluation();
    server.now = anEvaluation({
      revision: 2,
      state: "draft",
      answers: { holds: anAnswer({ NumericValue: 1 }), greeting: anAnswer({ StringValue: "no" }) },
    });
    await keys("1");
    await saved();
    const asked = [status(), textOf("[data-different=greeting]")];
    await press("Choose");
    expect(document.activeElement?.getAttribute("data-action")).toBe("keep-mine");
    await press("Keep mine");
    await settled(200);
    expect([asked, status(), server.now.answers]).toEqual([
      ["conflict", "Did the agent give <b>their</b> name? Yours: Yes. The other: No."],
      "saved",
      { greeting: anAnswer({ StringValue: "yes" }), holds: anAnswer({ NumericValue: 1 }) },
    ]);
  });

  it("was changed elsewhere: the person takes the other", async () => {
    const server = await openEvaluation();
    server.now = anEvaluation({
      revision: 2,
      state: "draft",
      answers: { greeting: anAnswer({ StringValue: "no" }) },
    });
    await keys("1");
    await saved();
    await press("Take the other");
    expect([status(), textOf("[data-failed-by]"), window.localStorage.getItem(KEPT)]).toEqual([
      "saved",
      "Failed by: Did the agent give <b>their</b> name?",
      null,
    ]);
  });

  it("was submitted elsewhere: the person sees that", async () => {
    const server = await openEvaluation();
    server.now = anEvaluation({ revision: 3, state: "submitted", may: ["release", "edit"] });
    await keys("1");
    await saved();
    await press("Show what was submitted");
    await settled(100);
    expect([textOf("[data-state]"), has("[data-save]")]).toEqual(["Submitted", false]);
  });
});

describe("a recording that cannot be heard leaves the form", () => {
  it.each([
    [
      "erased",
      () => answer(someDetails({ state: "erased", audio: null, peaks: [] })),
      "The recording was erased.",
    ],
    ["out of sight", () => aProblem(404), "The recording no longer exists, or you may no longer see it."],
  ])("when it is %s", async (_, recording, sentence) => {
    await openEvaluation(anEvaluation(), { [`GET ${ofRecording()}`]: recording });
    await keys("1", "m");
    expect([textOf("[data-notice=no-audio]")?.startsWith(sentence), textOf("[data-score]")]).toEqual([
      true,
      "100 %",
    ]);
    expect(textOf("[data-notice=no-audio]")).toContain("The evaluation stays");
  });
});

describe("axe finds nothing", () => {
  beforeEach(() => {
    document.documentElement.lang = "en";
  });

  it("on a form with answers, comments, moments, and what is missing", async () => {
    await openEvaluation();
    await keys("2", "m", "c", "Escape", "p", "Escape", "j", "2");
    await type(/Comment on: the whole call/, "Well done.");
    await press("Submit");
    const { violations } = await axe.run(document.body, { rules: { "color-contrast": { enabled: false } } });
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
    expect(screen.getAllByRole("group").length).toBeGreaterThan(2);
  });
});
