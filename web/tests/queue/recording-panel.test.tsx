import { screen } from "@testing-library/preact";
import axe from "axe-core";
import { describe, expect, it, vi } from "vitest";
import type { Right } from "../../src/access/rights";
import { ANNA_ID } from "../people/samples";
import { type Answers, choose, press, textOf, textsOf, type } from "../people/server";
import { at, click, heldAudio, openRecording } from "../recording/page";
import { RECORDING } from "../recording/samples";
import { answer, aProblem } from "../samples";
import { ANNA, aSummary, ME, MIA, ofRecording, SCORECARDS } from "./samples";

vi.mock("../../src/recording/media", async (original) => ({
  ...(await original<typeof import("../../src/recording/media")>()),
  createAudio: () => heldAudio(),
}));
vi.mock("../../src/recording/drawing", () => ({
  draw: () => ({ show: () => undefined, remove: () => undefined }),
}));

const MANAGER: readonly Right[] = ["recordings.list", "evaluations.evaluate", "evaluations.manage"];
const AGENT: readonly Right[] = ["recordings.list"];

function open(answers: Answers = {}, rights = MANAGER, known: object = {}) {
  const usual: Answers = {
    [`GET ${at(RECORDING, "evaluations")}`]: () => answer(ofRecording(known)),
    "POST /v1/evaluations": () => answer({ ...aSummary({ id: "e-9" }) }, 201),
    "GET /v1/evaluations/e-9": () => aProblem(404),
  };
  return openRecording({ ...usual, ...answers }, { rights });
}

const buttons = () => textsOf("[data-section='evaluations'] .evaluation-actions button");
const sent = (asked: readonly { method: string; path: string; body: unknown }[]) =>
  asked.filter(({ method, path }) => method === "POST" && path === "/v1/evaluations").map(({ body }) => body);

describe("the evaluations of a recording", () => {
  it("are those that the person may see, with score, state and what was listened to", async () => {
    await open();
    expect(textsOf("[data-section='evaluations'] li > *")).toEqual([
      "Support call: Anna Lee",
      "Released",
      "87.5 %, Exceeds",
      "evaluated by Mia Stone, listened to 62 % of the call",
    ]);
  });

  it("that no one has submitted name whom they are assigned to", async () => {
    await open({}, MANAGER, { items: [aSummary({ due: null })] });
    expect(textOf("[data-section='evaluations'] li .second-line")).toBe("assigned to Pat Person");
  });

  it("that cannot be read say so", async () => {
    await open({ [`GET ${at(RECORDING, "evaluations")}`]: () => aProblem(404) });
    expect([textOf("[data-section='evaluations'] strong"), buttons()]).toEqual([
      "It is no longer there.",
      [],
    ]);
  });

  it.each([
    [MANAGER, {}, ["Evaluate", "Assign"]],
    [["recordings.list", "evaluations.evaluate"] as const, {}, ["Evaluate"]],
    [AGENT, { people: [{ id: ME, name: "Pat", licensed: true }] }, ["Evaluate myself"]],
    [AGENT, { people: [], items: [] }, []],
  ])("are begun by someone with %j about %j by %j", async (rights, known, expected) => {
    await open({}, rights, known);
    expect(buttons()).toEqual(expected);
  });
});

describe("Evaluate", () => {
  it("begins at once, and opens what was begun", async () => {
    const { asked } = await open();
    await press("Evaluate");
    await choose("Scorecard", "s-2");
    await choose("Person evaluated", ANNA_ID);
    await press("Start");
    expect([sent(asked), window.location.pathname]).toEqual([
      [{ recording: RECORDING, scorecard: "s-2", evaluated: ANNA_ID }],
      "/evaluation/e-9",
    ]);
  });

  it("asks for nothing that is clear", async () => {
    const one = {
      people: [{ ...ANNA, licensed: true }],
      scorecards: SCORECARDS.items.slice(0, 1),
    };
    const { asked } = await open({}, MANAGER, one);
    await press("Evaluate");
    await press("Start");
    expect(sent(asked)).toEqual([{ recording: RECORDING, scorecard: "s-1", evaluated: ANNA_ID }]);
  });

  it.each([
    ["not_licensed", /^This did not succeed\. This person has no Evaluation licence\./],
    ["scorecard_not_active", /The scorecard is not active any more\./],
    ["evaluates_themself", /No one evaluates their own call\./],
    ["something_new", /^This did not succeed\. The server's own words\.$/],
  ])("that is refused as %s says what to do", async (code, sentence) => {
    await open({
      "POST /v1/evaluations": () => answer({ title: "No", code, detail: "The server's own words." }, 409),
    });
    await press("Evaluate");
    await choose("Scorecard", "s-1");
    await choose("Person evaluated", ANNA_ID);
    await press("Start");
    expect(textOf("[data-notice='refused']")).toMatch(sentence);
  });

  it("leads to the evaluation that there is already", async () => {
    await open({
      "POST /v1/evaluations": () =>
        answer({ title: "No", code: "evaluation_exists", detail: "There is one.", id: "e-4" }, 409),
    });
    await press("Evaluate");
    await choose("Scorecard", "s-1");
    await press("Start");
    const link = screen.getByRole<HTMLAnchorElement>("link", { name: "Open it" });
    expect(link.pathname).toBe("/evaluation/e-4");
  });

  it("asks who is meant when the server cannot tell", async () => {
    const candidates = [ANNA, MIA];
    const { asked } = await open(
      {
        "POST /v1/evaluations": ({ body }) =>
          (body as { evaluated?: string }).evaluated
            ? answer(aSummary({ id: "e-9" }), 201)
            : answer({ title: "No", code: "evaluated_unclear", detail: "Who?", candidates }, 422),
      },
      MANAGER,
      { people: [] },
    );
    await press("Evaluate");
    await choose("Scorecard", "s-1");
    await press("Start");
    await choose("Person evaluated", MIA.id);
    await press("Start");
    expect(sent(asked).at(-1)).toEqual({ recording: RECORDING, scorecard: "s-1", evaluated: MIA.id });
  });
});

describe("Assign", () => {
  it("asks an evaluator until a day, and says so", async () => {
    const { asked } = await open();
    await press("Assign");
    await choose("Scorecard", "s-1");
    await choose("Person evaluated", ANNA_ID);
    await choose("Evaluator", "u-3");
    await type("Due on (optional)", "2026-12-05");
    await click("dialog [data-action='save']");
    expect([sent(asked), textOf("[data-section='evaluations'] .said")]).toEqual([
      [{ recording: RECORDING, scorecard: "s-1", evaluated: ANNA_ID, evaluator: "u-3", due: "2026-12-05" }],
      expect.stringMatching(/^Assigned to Eva Long, due on .*2026\.$/),
    ]);
  });

  it("needs an evaluator, who is not the person evaluated", async () => {
    const evaluators = [ANNA, { id: "u-3", name: "Eva Long" }];
    await open({}, MANAGER, { evaluators });
    await press("Assign");
    await choose("Scorecard", "s-1");
    await choose("Person evaluated", ANNA_ID);
    const button = document.querySelector<HTMLButtonElement>("dialog [data-action='save']");
    expect([textsOf("[data-field='evaluator'] option"), button?.disabled]).toEqual([
      ["Choose an evaluator", "Eva Long"],
      true,
    ]);
  });
});

describe("Evaluate myself", () => {
  it("is of the person of the call, by one of the scorecards", async () => {
    const people = [{ id: ME, name: "Pat Person", licensed: true }];
    const { asked } = await open({}, AGENT, { people });
    await press("Evaluate myself");
    await choose("Scorecard", "s-2");
    await press("Start");
    expect([sent(asked), asked.some(({ path }) => path === "/v1/scorecards")]).toEqual([
      [{ recording: RECORDING, scorecard: "s-2", evaluated: ME, kind: "self" }],
      false,
    ]);
  });

  it("needs an active scorecard", async () => {
    const people = [{ id: ME, name: "Pat Person", licensed: true }];
    await open({}, AGENT, { people, scorecards: [] });
    await press("Evaluate myself");
    expect(textOf("[data-field='scorecard'] .field-hint")).toBe("No scorecard is active.");
  });
});

describe("axe finds nothing", () => {
  it("on the panel and on the form of an assignment", async () => {
    document.documentElement.lang = "en";
    await open();
    await press("Assign");
    await choose("Person evaluated", MIA.id);
    const { violations } = await axe.run(document.body, { rules: { "color-contrast": { enabled: false } } });
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
  });
});
