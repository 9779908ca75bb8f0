import { act, fireEvent, screen } from "@testing-library/preact";
import axe from "axe-core";
import { describe, expect, it, vi } from "vitest";
import { choose, page, press, settled, textOf, textsOf } from "../people/server";
import { addressBar } from "../recordings/open";
import { answer, aProblem } from "../samples";
import { openQueue as open } from "./open";
import { ANNA, aReleased, aSummary, ME, MIA, RECORDING } from "./samples";

const MANAGER = ["recordings.list", "evaluations.evaluate", "evaluations.manage"];

describe("the list", () => {
  it("begins with what someone evaluates, else with what is about them", async () => {
    const evaluator = await open("/evaluation/queue", {}, ["evaluations.evaluate"]);
    const first = evaluator.listQueries().at(-1)?.get("list");
    document.body.replaceChildren();
    const agent = await open("/evaluation/queue", {}, ["live.see"]);
    expect([first, agent.listQueries().at(-1)?.get("list")]).toEqual(["mine", "about_me"]);
  });

  it("of all people is only for someone who manages evaluations", async () => {
    const { listQueries } = await open("/evaluation/queue?list=all", {}, ["evaluations.evaluate"]);
    expect([textsOf(".list-choice a"), listQueries().at(-1)?.get("list")]).toEqual([
      ["By me", "About me"],
      "mine",
    ]);
  });

  it("is changed by links", async () => {
    const { listQueries } = await open("/evaluation/queue", {}, MANAGER);
    await act(async () => void fireEvent.click(screen.getByRole("link", { name: "All that I may see" })));
    await settled();
    expect([addressBar(), listQueries().at(-1)?.get("list"), textOf(".list-choice [aria-current]")]).toEqual([
      "/evaluation/queue?list=all",
      "all",
      "All that I may see",
    ]);
  });

  it("shows people, state, score and days, and leads to the evaluation and its call", async () => {
    await open("/evaluation/queue?list=all", {}, MANAGER);
    expect(textsOf("[data-evaluation='e-2'] > *").slice(0, 6)).toEqual([
      "Support callversion 2",
      "Anna Lee",
      "Mia Stone",
      "Released",
      "87.5 %Exceeds, listened to 62 % of the call",
      "",
    ]);
    const links = [...document.querySelectorAll<HTMLAnchorElement>("[data-evaluation='e-2'] a")];
    expect(links.map(({ pathname }) => decodeURIComponent(pathname))).toEqual([
      "/evaluation/e-2",
      `/recordings/${RECORDING}`,
    ]);
  });

  it("goes on with the next page", async () => {
    await open(
      "/evaluation/queue",
      {
        "GET /v1/evaluations": ({ query }) =>
          query.get("cursor") ? page([aReleased()]) : page(manyRows(), "further"),
      },
      MANAGER,
    );
    const before = textsOf("[data-evaluation]").length;
    await press("Show more");
    expect([before, textsOf("[data-evaluation]").length]).toEqual([25, 26]);
  });

  it("without any says what comes here, and with filters what to do", async () => {
    await open("/evaluation/queue", { "GET /v1/evaluations": () => page([]) }, MANAGER);
    const first = textOf("[data-empty] h2");
    document.body.replaceChildren();
    await open("/evaluation/queue?state=draft", { "GET /v1/evaluations": () => page([]) }, MANAGER);
    expect([first, textOf("[data-empty] h2")]).toEqual([
      "There is no evaluation yet",
      "No evaluation matches",
    ]);
  });
});

function manyRows() {
  return Array.from({ length: 25 }, (_, index) => aSummary({ id: `many-${index}` }));
}

describe("the filters", () => {
  it("are read from the address, and days are the reader's own", async () => {
    const { listQueries } = await open(
      `/evaluation/queue?list=all&state=released&evaluated=${ANNA.id}&scorecard=s-1&from=2026-11-01&to=2026-11-02&unknown=1`,
      {},
      MANAGER,
    );
    expect(Object.fromEntries(listQueries().at(-1) ?? [])).toEqual({
      list: "all",
      state: "released",
      evaluated: ANNA.id,
      scorecard: "s-1",
      from: new Date(2026, 10, 1).toISOString().replace(".000Z", "Z"),
      to: new Date(2026, 10, 3).toISOString().replace(".000Z", "Z"),
      limit: "50",
    });
  });

  it("come into the address, and go by their chips", async () => {
    await open("/evaluation/queue", {}, MANAGER);
    await choose("State", "draft");
    await choose("Scorecard", "s-2");
    const set = [addressBar(), textsOf(".filter-chips li > span")];
    await press("Remove the filter State");
    const one = addressBar();
    expect([...set, one]).toEqual([
      "/evaluation/queue?list=mine&state=draft&scorecard=s-2",
      ["State: Draft", "Scorecard: Sales call"],
      "/evaluation/queue?list=mine&scorecard=s-2",
    ]);
  });

  it("name the people of the rows", async () => {
    await open(`/evaluation/queue?list=all&evaluator=${MIA.id}`, {}, MANAGER);
    expect(textOf("[data-filter='evaluator'] > span")).toBe("Evaluator: Mia Stone");
  });

  it("leave only what is overdue where the reader is, and the server is not asked for it", async () => {
    vi.useFakeTimers({ now: new Date(2026, 10, 26, 12), toFake: ["Date"] });
    const rows = [
      aSummary({ id: "late", due: "2026-11-25" }),
      aSummary({ id: "today", due: "2026-11-26" }),
      aReleased({ id: "done", due: "2026-11-01" }),
    ];
    const { listQueries } = await open(
      "/evaluation/queue?overdue=true",
      { "GET /v1/evaluations": () => page(rows) },
      MANAGER,
    );
    const shown = [...document.querySelectorAll<HTMLElement>("tbody [data-evaluation]")];
    expect([shown.map(({ dataset }) => dataset.evaluation), listQueries().at(-1)?.has("overdue")]).toEqual([
      ["late"],
      false,
    ]);
  });
});

describe("an assigned evaluation", () => {
  const changed = (body: object = {}) => answer({ ...aSummary(), revision: 2, ...body });

  it("gets another evaluator and another day, with the version that was seen", async () => {
    const { last } = await open(
      "/evaluation/queue?list=all",
      { "PUT /v1/evaluations/e-1/assignment": () => changed() },
      MANAGER,
    );
    await press(/^Reassign/);
    await choose("New evaluator", "u-3");
    await act(
      async () => void fireEvent.input(screen.getByLabelText("Due on"), { target: { value: "2026-12-05" } }),
    );
    await press("Save");
    const sent = last("PUT");
    expect([sent?.body, sent?.version, document.querySelector("dialog")]).toEqual([
      { evaluator: "u-3", due: "2026-12-05" },
      '"1"',
      null,
    ]);
  });

  it("that has been begun meanwhile keeps its evaluator", async () => {
    const begun = () => answer({ title: "Conflict", code: "wrong_state", detail: "No." }, 409);
    await open("/evaluation/queue?list=all", { "PUT /v1/evaluations/e-1/assignment": begun }, MANAGER);
    await press(/^Reassign/);
    await choose("New evaluator", "u-3");
    await press("Save");
    expect(textOf("[data-notice='refused']")).toBe(
      "This did not succeed. It has been begun meanwhile, so it keeps its evaluator.",
    );
  });

  it("of one's own gets another day, without the right to reassign", async () => {
    const { last, asked } = await open(
      "/evaluation/queue?list=mine",
      { "PUT /v1/evaluations/e-1/assignment": () => changed() },
      ["evaluations.evaluate"],
    );
    await press(/^Change the day/);
    const fields = textsOf("dialog label");
    await act(async () => void fireEvent.input(screen.getByLabelText("Due on"), { target: { value: "" } }));
    await press("Save");
    expect([
      fields,
      last("PUT")?.body,
      asked.some(({ path }) => path.endsWith("/evaluations") && path !== "/v1/evaluations"),
    ]).toEqual([["Due on"], { evaluator: ME, due: null }, false]);
  });

  it("is reassigned by keyboard, too: its button has a place in the order", async () => {
    await open("/evaluation/queue?list=all", {}, MANAGER);
    expect(screen.getByRole("button", { name: /^Reassign/ }).tabIndex).toBe(0);
  });

  it("about oneself is not reassigned", async () => {
    await open("/evaluation/queue?list=about_me", {}, MANAGER);
    expect(screen.queryByRole("button", { name: /^Reassign/ })).toBeNull();
  });

  it("whose call is gone says so, and keeps its form", async () => {
    const gone = { [`GET /v1/recordings/${encodeURIComponent(RECORDING)}/evaluations`]: () => aProblem(404) };
    await open("/evaluation/queue?list=all", gone, MANAGER);
    await press(/^Reassign/);
    expect([textOf("dialog [data-notice='problem'] strong"), textsOf("dialog option")]).toEqual([
      "It is no longer there.",
      ["Pat Person"],
    ]);
  });
});

describe("axe finds nothing", () => {
  it.each(["/evaluation/queue", "/evaluation/queue?list=all&state=draft&overdue=true"])(
    "at %s",
    async (address) => {
      document.documentElement.lang = "en";
      await open(address, {}, MANAGER);
      const { violations } = await axe.run(document.body, {
        rules: { "color-contrast": { enabled: false } },
      });
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
    },
  );

  it("on the dialog for another evaluator", async () => {
    document.documentElement.lang = "en";
    await open("/evaluation/queue?list=all", {}, MANAGER);
    await press(/^Reassign/);
    const { violations } = await axe.run(document.body, { rules: { "color-contrast": { enabled: false } } });
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
  });
});
