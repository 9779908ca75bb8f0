import { act, screen } from "@testing-library/preact";
import axe from "axe-core";
import { describe, expect, it, vi } from "vitest";
import { type Answers, openAt, settled, textOf, textsOf } from "../people/server";
import { answer, aProblem } from "../samples";
import { aReleased, aSummary, ME, someTasks } from "./samples";

const RIGHTS = ["live.see", "recordings.list", "evaluations.evaluate", "evaluations.manage"];

async function open(tasks: object, rights: readonly string[] = RIGHTS, answers: Answers = {}) {
  vi.useFakeTimers({ now: new Date(2026, 10, 26, 12), toFake: ["Date"] });
  return openAt("/", { "GET /v1/tasks": () => answer(tasks), ...answers }, "Manager", { rights });
}

const EVERYTHING = someTasks({
  to_write: {
    items: [
      aSummary({ id: "late", due: "2026-11-25", state: "draft" }),
      aSummary({ id: "today", due: "2026-11-26" }),
      aSummary({
        id: "self",
        due: null,
        kind: "self",
        evaluated: { id: ME, name: "Pat" },
        assigned_by: null,
      }),
    ],
    more: true,
  },
  to_release: { items: [aReleased({ id: "done", state: "submitted" })], more: false },
  to_acknowledge: { items: [aReleased({ id: "mine", evaluated: { id: ME, name: "Pat" } })], more: false },
  to_answer: { items: [aReleased({ id: "why", state: "disputed", open_disputes: 2 })], more: false },
});

describe("the open tasks", () => {
  it("are listed by what is to be done, with their counts", async () => {
    await open(EVERYTHING);
    expect([textsOf("[data-tasks] h2"), textOf(".tasks-summary")]).toEqual([
      [
        "Evaluations to write 3 and more",
        "Disputes to answer 1",
        "Evaluations to acknowledge 1",
        "Evaluations to release 1",
      ],
      "More than 3 evaluations to write (1 overdue), 1 dispute to answer, 1 evaluation to acknowledge, 1 evaluation to release.",
    ]);
  });

  it("lead to their evaluations, and say whose call it is and when they are due", async () => {
    await open(EVERYTHING);
    const links = [...document.querySelectorAll<HTMLAnchorElement>("[data-evaluation] a")];
    expect(links.map(({ pathname, textContent }) => [pathname, textContent])).toEqual([
      ["/evaluation/late", "Support call: Anna Lee"],
      ["/evaluation/today", "Support call: Anna Lee"],
      ["/evaluation/self", "Support call: your own call"],
      ["/evaluation/why", "Support call: Anna Lee"],
      ["/evaluation/mine", "Support call"],
      ["/evaluation/done", "Support call: Anna Lee"],
    ]);
    expect(textsOf("[data-tasks='to_write'] li .badge")).toEqual([
      expect.stringMatching(/^Overdue: it was due on /),
      "Due today",
    ]);
  });

  it("mark only what is overdue", async () => {
    await open(EVERYTHING);
    const late = [...document.querySelectorAll<HTMLElement>("[data-overdue]")];
    expect(late.map(({ dataset }) => dataset.evaluation)).toEqual(["late"]);
  });

  it("say what is known of each", async () => {
    await open(EVERYTHING);
    expect(textsOf("[data-evaluation] .second-line")).toEqual([
      "Draft, assigned by Mia Stone",
      "Assigned by Mia Stone",
      "Self-evaluation",
      "2 answers are disputed, evaluated by Mia Stone",
      "87.5 %, Exceeds, evaluated by Mia Stone",
      "87.5 %, Exceeds",
    ]);
  });

  it("show markup as text", async () => {
    const scorecard = { id: "s", title: "<img src=x>", version: 1 };
    await open(someTasks({ to_write: { items: [aSummary({ scorecard })], more: false } }));
    expect([textOf("[data-evaluation] a"), document.querySelector("main img")]).toEqual([
      "<img src=x>: Anna Lee",
      null,
    ]);
  });
});

describe("without an open task", () => {
  it("the page says what comes here, and leads to the pages that the person may open", async () => {
    await open(someTasks());
    const links = [...document.querySelectorAll<HTMLAnchorElement>("[data-empty] a")];
    expect([
      textOf("[data-empty] h2"),
      links.map(({ pathname, textContent }) => [pathname, textContent]),
    ]).toEqual([
      "Nothing waits for you",
      [
        ["/realtime", "Realtime"],
        ["/recordings", "Recordings"],
        ["/evaluation/queue", "Evaluation"],
      ],
    ]);
  });

  it("and without a right it still opens", async () => {
    await open(someTasks(), []);
    expect(textsOf("[data-empty] a")).toEqual(["Evaluation"]);
  });
});

describe("tasks that cannot be read", () => {
  it("say so, and are read again when asked", async () => {
    let isThere = false;
    await open({}, RIGHTS, {
      "GET /v1/tasks": () => (isThere ? answer(someTasks()) : aProblem(404, "Not here")),
    });
    const before = textOf("[data-empty] h2");
    isThere = true;
    await act(async () => screen.getByRole("button", { name: "Try again" }).click());
    await settled();
    expect([before, textOf("[data-empty] h2")]).toEqual(["Not here", "Nothing waits for you"]);
  });
});

describe("axe finds nothing", () => {
  it.each([
    ["with tasks of every kind", EVERYTHING],
    ["without tasks", someTasks()],
  ])("%s", async (_, tasks) => {
    document.documentElement.lang = "en";
    await open(tasks);
    const { violations } = await axe.run(document.body, { rules: { "color-contrast": { enabled: false } } });
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
  });
});
