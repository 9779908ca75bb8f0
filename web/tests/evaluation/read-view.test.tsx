import { cleanup } from "@testing-library/preact";
import axe from "axe-core";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { press, settled, textOf, textsOf, tick, type } from "../people/server";
import { click, has, heldAudio } from "../recording/page";
import { answer, aProblem } from "../samples";
import { key, keys, of, openEvaluation } from "./page";
import { AGENT, anAnswer, anEvaluation, aReleased, EVALUATOR, ID } from "./samples";

vi.mock("../../src/recording/media", async (original) => ({
  ...(await original<typeof import("../../src/recording/media")>()),
  createAudio: () => heldAudio(),
}));
vi.mock("../../src/recording/drawing", () => ({
  draw: () => ({ show: () => undefined, remove: () => undefined }),
}));

const AS_AGENT = { changes: { user_id: AGENT.id } };
const OTHER = "0c2d1e0f4a3b5a4b8c7d6e5f4a3b2c1d";
const HISTORY = {
  items: [
    {
      revision: 5,
      at: "2026-11-26T10:00:00Z",
      by: EVALUATOR,
      action: "edit",
      reason: "I had overlooked it.",
      before: { holds: anAnswer({ NumericValue: 1 }) },
      score: 60,
    },
  ],
  next: null,
};
const A_DISPUTE = {
  question: "holds",
  reason: "It was <i>one</i> hold.",
  at: "2026-11-26T09:00:00Z",
  decision: null,
  decided_by: null,
  decided_at: null,
  decision_reason: "",
  before: null,
};

describe("an evaluation that is finished", () => {
  it("shows answers, points, comments, and how much of the call was heard", async () => {
    await openEvaluation(aReleased());
    expect([
      textsOf("[data-answer]"),
      textsOf("[data-said]"),
      textOf("[data-score]"),
      textOf("[data-listened]"),
      has("[data-question=retention]"),
    ]).toEqual([
      ["Yes", "An invoice", "4"],
      [
        "CommentClear.",
        "Private commentTalk about it.",
        "CommentWell done.",
        "Private commentA hard customer.",
      ],
      "60 %",
      "You had listened to 93 % of the call",
      false,
    ]);
  });

  it("leads to its moments, and keeps the keys of the player", async () => {
    await openEvaluation(aReleased());
    await press(/Go to\s*0:03/);
    await key("ArrowRight");
    expect(textOf("[data-position]")).toBe("0:08 / 1:40");
  });

  it("is released by its evaluator", async () => {
    const server = await openEvaluation(aReleased({ state: "submitted", may: ["release", "edit"] }), {
      [`POST ${of("release")}`]: ({ version }) => answer(aReleased({ acknowledgement: version })),
    });
    await press("Release");
    expect([textOf("[data-state]"), server.bodiesOf("POST", "release").length]).toEqual(["Released", 1]);
  });

  it("is edited with a reason only", async () => {
    const server = await openEvaluation(aReleased(), {
      [`POST ${of("edit")}`]: () => answer(aReleased({ revision: 5, score: 100 })),
    });
    await press("Edit");
    await click("[data-question=holds] [data-action=clear-answer]");
    await type(/^2.1 How often/, "1");
    const live = textOf("[data-score]");
    const before = (document.querySelector("[data-action=save-edit]") as HTMLButtonElement).disabled;
    await type(/Reason of the change/, "I had overlooked it.");
    await press("Save the change");
    expect([live, before, server.bodiesOf("POST", "edit"), has("[data-action=save-edit]")]).toEqual([
      "100 %",
      true,
      [
        {
          answers: {
            ...aReleased().answers,
            holds: anAnswer({ NumericValue: 1 }, { private: "Talk about it." }),
          },
          comment: "Well done.",
          private: "A hard customer.",
          reason: "I had overlooked it.",
        },
      ],
      false,
    ]);
  });

  it("is edited by keys, which lead to the reason", async () => {
    await openEvaluation(aReleased());
    await press("Edit");
    await keys("2");
    const live = textOf("[data-score]");
    await key("e");
    const reason = document.activeElement;
    expect([live === textOf("[data-score]"), document.activeElement?.getAttribute("name")]).toEqual([
      true,
      "reason",
    ]);
    expect(document.querySelectorAll<HTMLInputElement>("[data-question=greeting] input")[1]?.checked).toBe(
      true,
    );
    await key("Escape");
    expect(document.activeElement).not.toBe(reason);
  });

  it("says how much the evaluator had heard to someone else", async () => {
    await openEvaluation(aReleased(), {}, { changes: { user_id: OTHER } });
    expect(textOf("[data-listened]")).toBe("The evaluator had listened to 93 % of the call");
  });

  it("shows its history with what was there before", async () => {
    await openEvaluation(aReleased(), { [`GET ${of("history")}`]: () => answer(HISTORY) });
    const details = document.querySelector<HTMLDetailsElement>("[data-section=steps]");
    if (details) details.open = true;
    details?.dispatchEvent(new Event("toggle"));
    await settled();
    expect([textOf("[data-step]")?.includes("Eva Stone changed it"), textOf("[data-before]")]).toEqual([
      true,
      "Before: How often was the customer put on hold? 1",
    ]);
  });

  it("that was changed meanwhile is read again before a step", async () => {
    const server = await openEvaluation(aReleased({ state: "submitted", may: ["release"] }), {
      [`POST ${of("release")}`]: () => aProblem(412, "Stale", "It was changed."),
    });
    await press("Release");
    server.now = aReleased({ revision: 5, may: [] });
    await press("Read again");
    await settled(100);
    expect([textOf("[data-state]"), has("[data-notice=conflict]")]).toEqual(["Released", false]);
  });
});

describe("the person who was evaluated", () => {
  const forAgent = () => {
    const { answers } = aReleased();
    return aReleased({
      answers: { ...answers, holds: anAnswer({ NumericValue: 4 }) },
      private: "",
      listened: null,
      dispute_until: "2026-12-10T08:21:00Z",
      may: ["acknowledge", "dispute"],
    });
  };

  it("acknowledges it with a comment", async () => {
    const server = await openEvaluation(
      forAgent(),
      {
        [`POST ${of("acknowledge")}`]: () =>
          answer({ ...forAgent(), state: "acknowledged", acknowledgement: "Thank you.", may: ["dispute"] }),
      },
      AS_AGENT,
    );
    await type(/Your comment/, "Thank you.");
    await press("Acknowledge");
    expect([
      server.bodiesOf("POST", "acknowledge"),
      textOf("[data-said=acknowledgement]"),
      has("[data-section=steps]"),
    ]).toEqual([[{ comment: "Thank you." }], "Their commentThank you.", false]);
  });

  it("disputes one answer with a reason, and sees until when", async () => {
    const server = await openEvaluation(
      forAgent(),
      {
        [`POST ${of("disputes")}`]: () =>
          answer({ ...forAgent(), state: "disputed", disputes: [A_DISPUTE], may: ["dispute"] }),
      },
      AS_AGENT,
    );
    const until = textOf("[data-dispute-until]");
    await press(/Dispute the answer to: How often/);
    expect(document.activeElement?.getAttribute("name")).toBe("reason");
    await type(/Why is the answer wrong/, "It was <i>one</i> hold.");
    await press("Dispute this answer");
    expect([
      until?.startsWith("You can dispute single answers until"),
      server.bodiesOf("POST", "disputes"),
      textOf("[data-dispute=open] .quoted"),
      has("[data-question=holds] [data-action=dispute]"),
    ]).toEqual([
      true,
      [{ question: "holds", reason: "It was <i>one</i> hold." }],
      "It was <i>one</i> hold.",
      false,
    ]);
  });
});

describe("someone else decides a dispute", () => {
  const disputed = () => aReleased({ state: "disputed", disputes: [A_DISPUTE], may: ["decide"] });
  const decided = (decision: string, before: object | null) =>
    answer({
      ...disputed(),
      state: "resolved",
      may: [],
      disputes: [
        {
          ...A_DISPUTE,
          decision,
          decided_by: EVALUATOR,
          decided_at: "2026-11-26T10:00:00Z",
          decision_reason: "Heard.",
          before,
        },
      ],
    });

  it("and upholds it", async () => {
    const path = of("disputes/holds/decision");
    const server = await openEvaluation(disputed(), { [`POST ${path}`]: () => decided("upheld", null) });
    await tick("The answer stays");
    await type(/^Reason/, "Heard.");
    await press("Decide");
    expect([server.bodiesOf("POST", "disputes/holds/decision"), has("[data-dispute=upheld]")]).toEqual([
      [{ decision: "upheld", reason: "Heard." }],
      true,
    ]);
  });

  it("and cannot change it to what it is", async () => {
    await openEvaluation(disputed());
    const isRefused = () =>
      document.querySelector<HTMLButtonElement>("[data-action=send-decision]")?.disabled;
    await tick("The answer changes");
    await type(/^Reason/, "Heard.");
    await type(/^Comment/, "Another comment changes no answer.");
    const before = isRefused();
    await type("How often was the customer put on hold?", "1");
    expect([before, isRefused()]).toEqual([true, false]);
  });

  it("and changes it", async () => {
    const path = of("disputes/holds/decision");
    const before = anAnswer({ NumericValue: 4 });
    const server = await openEvaluation(disputed(), { [`POST ${path}`]: () => decided("changed", before) });
    await tick("The answer changes");
    await type("How often was the customer put on hold?", "1");
    await type(/^Reason/, "Heard.");
    await press("Decide");
    expect([server.bodiesOf("POST", "disputes/holds/decision"), textOf("[data-dispute=changed]")]).toEqual([
      [
        {
          decision: "changed",
          reason: "Heard.",
          answer: anAnswer({ NumericValue: 1 }, { private: "Talk about it." }),
        },
      ],
      expect.stringContaining("Before: 4"),
    ]);
  });
});

describe("a self-evaluation", () => {
  const self = (changes: object = {}) => anEvaluation({ kind: "self", evaluator: AGENT, ...changes });

  it("is written in the same form, without private comments and without a release", async () => {
    await openEvaluation(self(), {}, AS_AGENT);
    expect([
      textOf("h1"),
      has("[data-action=add-private]"),
      has("[data-action=submit-and-release]"),
      has("[data-action=submit]"),
    ]).toEqual(["Self-evaluation of Ben Moss", false, false, true]);
  });

  it("stands beside the other, and differences are marked", async () => {
    const other = self({
      id: OTHER,
      state: "submitted",
      answers: {
        greeting: anAnswer({ StringValue: "no" }, { comment: "Mine." }),
        holds: anAnswer({ NumericValue: 4 }),
      },
      may: [],
    });
    await openEvaluation(aReleased({ other: OTHER }), { [`GET ${of("", OTHER)}`]: () => answer(other) });
    expect([
      textsOf("[data-question=greeting] [data-answer]"),
      [...document.querySelectorAll("[data-differs]")].map((each) => each.getAttribute("data-question")),
      textsOf("[data-question=greeting] .side-by-side > div > .muted"),
    ]).toEqual([
      ["Yes", "No"],
      ["greeting", "reason"],
      ["Eva Stone", "Ben Moss, self-evaluation"],
    ]);
  });
});

describe("axe finds nothing", () => {
  beforeEach(() => {
    document.documentElement.lang = "en";
  });

  const violations = async () => {
    const found = await axe.run(document.body, { rules: { "color-contrast": { enabled: false } } });
    return found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
  };

  it("on a disputed evaluation beside the other one", async () => {
    const other = anEvaluation({ id: OTHER, kind: "self", state: "submitted", evaluator: AGENT, may: [] });
    const evaluation = aReleased({ state: "disputed", disputes: [A_DISPUTE], may: ["decide"], other: OTHER });
    await openEvaluation(evaluation, { [`GET ${of("", OTHER)}`]: () => answer(other) });
    await tick("The answer changes");
    expect(await violations()).toEqual([]);
  });

  it("on an edit, on one to acknowledge, and on one that is not there", async () => {
    await openEvaluation(
      aReleased({ may: ["edit", "acknowledge", "dispute"], dispute_until: "2026-12-10T08:21:00Z" }),
    );
    const first = await violations();
    await press("Edit");
    const second = await violations();
    cleanup();
    await openEvaluation(aReleased(), {
      [`GET ${of()}`]: () => aProblem(404, "Not Found", "No evaluation."),
    });
    expect([first, second, await violations(), ID.length]).toEqual([[], [], [], 32]);
  });
});
