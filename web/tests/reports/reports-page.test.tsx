import { act, fireEvent, screen } from "@testing-library/preact";
import axe from "axe-core";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Picture } from "../../src/reports/drawing";
import { ANNA_ID, aUserAnswer } from "../people/samples";
import { type Answers, choose, contentOf, openAt, press, settled, textOf, textsOf } from "../people/server";
import { addressBar } from "../recordings/open";
import { answer, aProblem } from "../samples";
import { aPoint, aSeries, scores, TWO_PEOPLE } from "./samples";

const drawn = vi.hoisted(() => ({ pictures: [] as Picture[], removed: 0 }));
vi.mock("../../src/reports/drawing", () => ({
  draw: (_: HTMLElement, picture: Picture) => {
    drawn.pictures.push(picture);
    return {
      remove: () => {
        drawn.removed += 1;
      },
    };
  },
}));

const MANAGER = ["evaluations.manage", "data.export"];

async function open(address: string, answers: Answers = {}, rights: readonly string[] = MANAGER) {
  vi.useFakeTimers({ now: new Date(2026, 10, 26, 12), toFake: ["Date"] });
  const usual: Answers = { "GET /v1/reports/scores": () => answer(scores()) };
  const server = await openAt(address, { ...usual, ...answers }, "Manager", { rights });
  await settled();
  const queries = () =>
    server.asked
      .filter(({ path }) => path === "/v1/reports/scores")
      .map(({ query }) => Object.fromEntries(query));
  return { ...server, queries };
}

const people: Answers = {
  "GET /v1/reports/scores": ({ query }) =>
    answer(
      query.get("by") === "scorecard"
        ? scores([aSeries({ id: "s-1", name: "Support call" })])
        : scores(query.get("by") === "user" ? TWO_PEOPLE : [aSeries()]),
    ),
};

beforeEach(() => {
  drawn.pictures = [];
  drawn.removed = 0;
});

describe("the report", () => {
  it("is asked for half a year by month, of all together", async () => {
    const { queries } = await open("/evaluation/reports");
    expect(queries()).toContainEqual({ by: "all", period: "month", from: "2026-06-01", to: "2026-11-26" });
  });

  it("by week is of twelve whole weeks", async () => {
    const { queries } = await open("/evaluation/reports?period=week");
    expect(queries()).toContainEqual({ by: "all", period: "week", from: "2026-09-07", to: "2026-11-26" });
  });

  it("takes the filters from the address, and wrong ones as usual", async () => {
    const { queries } = await open(
      "/evaluation/reports?by=section&scorecard=s-1&team=North&user=u-1&from=yesterday&to=2026-10-31&period=day",
    );
    expect(queries()).toContainEqual({
      by: "section",
      period: "month",
      from: "2026-06-01",
      to: "2026-10-31",
      scorecard: "s-1",
      team: "North",
      user: "u-1",
    });
  });

  it("says what can be said of the trend, and each number in a table", async () => {
    await open("/evaluation/reports");
    expect([textOf(".trend"), textsOf(".totals tbody tr > *"), textsOf(".periods tbody td")]).toEqual([
      "3 evaluations are not a trend.",
      ["All together", "81.5 %", "78.2 % to 84.8 %", "15", "2", "No trend3 evaluations are not a trend."],
      ["80 %12 evaluations, 75 % to 85 %", "None", "87.5 %3 evaluations, 82.5 % to 92.5 %"],
    ]);
  });

  it("is drawn over every period, also those without a score", async () => {
    await open("/evaluation/reports");
    const [picture] = drawn.pictures;
    expect([picture?.labels.length, picture?.lines[0]?.points.map((point) => point?.count ?? null)]).toEqual([
      3,
      [12, null, 3],
    ]);
  });

  it("compares people, each of them in the plot or not", async () => {
    await open("/evaluation/reports?by=user", people);
    const both = drawn.pictures.at(-1)?.lines.length;
    const before = drawn.removed;
    await act(async () => void fireEvent.click(screen.getByLabelText("Show Anna Lee in the plot")));
    await settled();
    expect([
      both,
      drawn.pictures.at(-1)?.lines.length,
      textsOf("[data-line]"),
      drawn.removed - before,
    ]).toEqual([2, 1, ["Mia Stone"], 1]);
  });

  it("has no more lines than can be told apart", async () => {
    const many = Array.from({ length: 9 }, (_, index) =>
      aSeries({ id: `u-${index}`, name: `User ${index}` }),
    );
    await open("/evaluation/reports?by=user", { "GET /v1/reports/scores": () => answer(scores(many)) });
    const ninth = screen.getByLabelText<HTMLInputElement>("Show User 8 in the plot");
    expect([drawn.pictures.at(-1)?.lines.length, ninth.disabled, textsOf(".totals tbody tr").length]).toEqual(
      [6, true, 9],
    );
  });

  it("leads from a person to their scorecards", async () => {
    await open("/evaluation/reports?by=user", people);
    const link = screen.getByRole<HTMLAnchorElement>("link", { name: "Anna Lee" });
    expect(new URL(link.href).search).toBe(
      `?by=scorecard&period=month&from=2026-06-01&to=2026-11-26&user=${ANNA_ID}`,
    );
  });

  it("leads from a team to its people, but not from people without one", async () => {
    const teams = [
      aSeries({ id: "North & South", name: "North & South" }),
      aSeries({ id: "", name: "No team" }),
    ];
    await open("/evaluation/reports?by=team", { "GET /v1/reports/scores": () => answer(scores(teams)) });
    const links = [...document.querySelectorAll<HTMLAnchorElement>(".totals a")];
    expect(links.map(({ search }) => search)).toEqual([
      `?by=user&period=month&from=2026-06-01&to=2026-11-26&team=North%20%26%20South`,
    ]);
  });

  it("names the people of its address for someone who may manage users", async () => {
    await open(
      `/evaluation/reports?user=${ANNA_ID}`,
      { [`GET /v1/users/${ANNA_ID}`]: () => answer(aUserAnswer()) },
      [...MANAGER, "users.manage"],
    );
    await settled();
    expect(screen.getByLabelText<HTMLInputElement>("Person").value).toBe("Anna Lee");
  });

  it("says in words what it is about, for paper", async () => {
    await open(
      `/evaluation/reports?by=section&scorecard=s-1&team=North&user=${ANNA_ID}`,
      {
        ...people,
        [`GET /v1/users/${ANNA_ID}`]: () => answer(aUserAnswer()),
      },
      [...MANAGER, "users.manage"],
    );
    await settled();
    expect(textOf(".scope")).toBe(
      "Section, by month; Jun 1, 2026 to Nov 26, 2026; scorecard Support call; team North; calls of Anna Lee",
    );
  });

  it("of sections is of one scorecard, which is chosen first", async () => {
    const { queries } = await open("/evaluation/reports?by=section", people);
    const before = [textOf("[data-empty] h2"), queries().every(({ by }) => by === "scorecard")];
    await choose("Scorecard", "s-1");
    expect([before, addressBar(), queries().at(-1)?.by]).toEqual([
      ["Choose a scorecard", true],
      "/evaluation/reports?by=section&period=month&from=2026-06-01&to=2026-11-26&scorecard=s-1",
      "section",
    ]);
  });

  it("goes on with the next page", async () => {
    await open("/evaluation/reports?by=user", {
      "GET /v1/reports/scores": ({ query }) =>
        answer(
          query.get("cursor") ? scores([aSeries({ id: "z", name: "Zoe" })]) : scores(manyPeople(), "further"),
        ),
    });
    await press("Show more");
    expect(textsOf(".totals tbody th").at(-1)).toBe("Zoe");
  });

  it("that is refused says why", async () => {
    await open("/evaluation/reports", {
      "GET /v1/reports/scores": () => aProblem(422, "Too long", "At most 36 months."),
    });
    expect([textOf("[data-empty] h2"), textOf("[data-notice='problem']")]).toEqual([
      "Too long",
      "At most 36 months.",
    ]);
  });

  it("without a score says when there is one", async () => {
    await open("/evaluation/reports", { "GET /v1/reports/scores": () => answer(scores([])) });
    expect(textOf("[data-empty] h2")).toBe("There is no score in this time");
  });

  it("shows names of scorecards as text", async () => {
    const series = [aSeries({ id: "s", name: "<b>x</b>", points: [aPoint("2026-11-01", null, 0)] })];
    await open("/evaluation/reports?by=scorecard", {
      "GET /v1/reports/scores": () => answer(scores(series)),
    });
    expect([textOf(".totals tbody th"), document.querySelector("main b")]).toEqual(["<b>x</b>", null]);
  });
});

function manyPeople() {
  return Array.from({ length: 20 }, (_, index) => aSeries({ id: `u-${index}`, name: `User ${index}` }));
}

describe("one's own scores", () => {
  it("are all that someone sees who does not manage evaluations", async () => {
    const { queries } = await open("/evaluation/reports?by=team&user=u-1&team=North", {}, ["live.see"]);
    expect([
      textOf("h1"),
      queries().every(({ user, team }) => user === "0123456789abcdef0123456789abcdef" && team === undefined),
      textsOf("[data-field='by'] option"),
      screen.queryByLabelText(/^Team of/),
      screen.queryByRole("button", { name: "Export" }),
    ]).toEqual(["My scores", true, ["All together", "Scorecard", "Section", "Question"], null, null]);
  });

  it("have no name of the person in the address", async () => {
    await open("/evaluation/reports", people, []);
    await choose("Compare by", "scorecard");
    expect(addressBar()).toBe("/evaluation/reports?by=scorecard&period=month&from=2026-06-01&to=2026-11-26");
  });
});

describe("the file", () => {
  it("has what is shown, for someone who may export", async () => {
    const files: Blob[] = [];
    vi.stubGlobal(
      "URL",
      Object.assign(URL, { createObjectURL: (file: Blob) => files.push(file), revokeObjectURL() {} }),
    );
    vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(() => undefined);
    const { asked } = await open("/evaluation/reports?by=team", {
      "GET /v1/reports/scores/export": () => new Response("team,score\nNorth,80\n"),
    });
    await press("Export");
    const query = Object.fromEntries(asked.at(-1)?.query ?? []);
    expect([(await contentOf(files[0])).slice(0, 10), query]).toEqual([
      "team,score",
      { by: "team", period: "month", from: "2026-06-01", to: "2026-11-26" },
    ]);
  });
});

describe("axe finds nothing", () => {
  it.each([
    ["on a report of people", "/evaluation/reports?by=user", MANAGER],
    ["on one's own scores", "/evaluation/reports", []],
    ["before a scorecard is chosen", "/evaluation/reports?by=question", MANAGER],
  ])("%s", async (_, address, rights) => {
    document.documentElement.lang = "en";
    await open(address, people, rights);
    const { violations } = await axe.run(document.body, { rules: { "color-contrast": { enabled: false } } });
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
  });
});
