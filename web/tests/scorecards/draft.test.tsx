import { act, fireEvent, screen } from "@testing-library/preact";
import { describe, expect, it } from "vitest";
import type { Scorecard } from "../../src/scorecards/content";
import { keep, keptKey } from "../../src/scorecards/editor/kept";
import { settled, textOf, textsOf, tick, type } from "../people/server";
import { answer, aPerson } from "../samples";
import { bodyOf, click, item } from "./edit";
import { aScorecard } from "./samples";
import { ADDRESS, aDraft, aPreview, aStored, ONE, open, press, previewed } from "./server";

describe("what is typed", () => {
  it("is kept in the browser, and offered again", async () => {
    await open();
    await type("Title of the scorecard", "Another title");
    await settled(1_000);
    document.body.innerHTML = "";
    await open();
    expect([
      screen.getByLabelText<HTMLInputElement>("Title of the scorecard").value,
      textOf('[data-notice="restored"]'),
    ]).toEqual(["Another title", expect.stringContaining("did not save it")]);
    await press("Discard it");
    await settled(1_000);
    expect([
      screen.getByLabelText<HTMLInputElement>("Title of the scorecard").value,
      Object.keys(window.localStorage),
    ]).toEqual(["Support call", []]);
  });

  it("is asked about before the page is left", async () => {
    await open();
    await type("Title of the scorecard", "Another title");
    await act(async () => void fireEvent.click(screen.getByText("All scorecards")));
    await settled();
    const before = window.location.pathname;
    await press("Leave");
    expect([before, window.location.pathname]).toEqual([
      expect.stringContaining(ONE.slice(-32)),
      "/evaluation/scorecards",
    ]);
  });

  it("is asked about before the Back button leaves the page", async () => {
    window.history.replaceState(null, "", "/evaluation/scorecards");
    window.history.pushState(null, "", ADDRESS);
    await open();
    await type("Title of the scorecard", "Another title");
    await act(async () => window.history.back());
    await settled(100);
    const asked = [window.location.pathname, textOf("dialog h2")];
    await press("Leave");
    await settled(100);
    expect([...asked, window.location.pathname]).toEqual([
      ADDRESS,
      "Leave without saving?",
      "/evaluation/scorecards",
    ]);
  });

  it("is not asked about when nothing was typed", async () => {
    await open();
    await act(async () => void fireEvent.click(screen.getByText("All scorecards")));
    await settled();
    expect(window.location.pathname).toBe("/evaluation/scorecards");
  });
});

describe("a change by someone else", () => {
  const THEIRS = aScorecard({ title: "Theirs" });

  function conflicting() {
    let isChanged = false;
    return open({
      [`GET ${ONE}`]: () => answer(isChanged ? aDraft({ revision: 4, draft: THEIRS }) : aDraft()),
      [`PUT ${ONE}/draft`]: ({ version }) => {
        isChanged = true;
        return version === '"3"'
          ? answer({ title: "Stale", code: "version_stale" }, 412)
          : answer(aDraft({ revision: 5 }));
      },
    });
  }

  it("is shown, and what was typed replaces it if the person says so", async () => {
    const { last } = await conflicting();
    await type("Title of the scorecard", "Mine");
    await press("Save draft");
    const changes = textsOf('[data-notice="conflict"] li');
    await press(/^Keep mine/);
    await press("Save draft");
    expect([changes, last("PUT")?.version, bodyOf<Scorecard>(last, "PUT").title]).toEqual([
      ["Title: “Theirs” became “Mine”."],
      '"4"',
      "Mine",
    ]);
  });

  it("takes the place of what was typed if the person says so", async () => {
    await conflicting();
    await type("Title of the scorecard", "Mine");
    await press("Save draft");
    await press(/^Take theirs/);
    expect([
      screen.getByLabelText<HTMLInputElement>("Title of the scorecard").value,
      document.querySelector('[data-notice="conflict"]'),
      textOf("[data-saved]"),
    ]).toEqual(["Theirs", null, expect.stringMatching(/^Last change/)]);
  });
});

describe("what was kept over an older revision", () => {
  it("is a conflict before it is saved", async () => {
    const kept = { revision: 2, at: "2026-11-26T08:00:00Z", scorecard: aScorecard({ title: "Mine" }) };
    const me = aPerson("Administrator").user_id;
    keep(keptKey(me, ONE.slice(-32)), kept);
    const { last } = await open({ [`PUT ${ONE}/draft`]: () => answer(aDraft({ revision: 4 })) });
    const changes = textsOf('[data-notice="conflict"] li');
    await press(/^Keep mine/);
    await press("Save draft");
    expect([changes, last("PUT")?.version]).toEqual([["Title: “Support call” became “Mine”."], '"3"']);
  });
});

describe("a refused draft", () => {
  it("says each reason, which leads to its place", async () => {
    const errors = [{ code: "invalid", field: "sections.1.items.0.ranges.0.score", detail: "Too much." }];
    await open({ [`PUT ${ONE}/draft`]: () => answer({ title: "Wrong", errors }, 422) });
    await type("Title of the scorecard", "Mine");
    await press("Save draft");
    await press(/Too much\.$/);
    expect(document.activeElement).toBe(item("holds").querySelector('[data-action="open-item"]'));
  });
});

describe("activating", () => {
  const draft = aScorecard({ title: "New title" });
  const confirm = () => click("confirm");

  it("says what it means and what changes, and saves first", async () => {
    const stored = aStored({ has_draft: true, draft });
    const { asked } = await open({
      [`GET ${ONE}`]: () => answer(stored),
      [`PUT ${ONE}/draft`]: () => answer({ ...stored, revision: 4 }),
      [`POST ${ONE}/activate`]: () =>
        answer(aStored({ revision: 5, active_version: 2, latest_version: 2, active: draft })),
    });
    await type("Title of the scorecard", "Newer title");
    await press("Activate…");
    const words = textOf("dialog .dialog-body");
    await confirm();
    expect(words).toContain("New evaluations use version 2 from now on. It never changes again");
    expect(words).toContain("Title: “Support call” became “Newer title”.");
    const changes = asked.filter(({ method, path }) => method !== "GET" && !path.endsWith("preview"));
    expect(changes.map(({ method, path, version }) => [method, path, version])).toEqual([
      ["PUT", `${ONE}/draft`, '"3"'],
      ["POST", `${ONE}/activate`, '"4"'],
    ]);
    expect(textOf("[data-toolbar] .said")).toBe("Version 2 is active.");
  });

  it("is not possible with a mistake", async () => {
    const findings = [{ level: "error", ref: "", sentence: "The weights add up to 90, not to 100." }];
    await open({
      [`GET ${ONE}`]: () => answer(aDraft()),
      "POST /v1/scorecards/preview": () => answer(aPreview({ findings })),
    });
    await previewed();
    await press("Activate…");
    expect([
      textsOf("dialog li"),
      document.querySelector<HTMLButtonElement>('[data-action="confirm"]')?.disabled,
    ]).toEqual([["The weights add up to 90, not to 100."], true]);
  });

  it("that the server refuses says every reason", async () => {
    const errors = ["One.", "Two."].map((detail) => ({
      code: "scorecard_not_ready",
      field: "draft",
      detail,
    }));
    await open({
      [`GET ${ONE}`]: () => answer(aDraft()),
      [`POST ${ONE}/activate`]: () => answer({ title: "Conflict", detail: "One.", errors }, 409),
    });
    await press("Activate…");
    await confirm();
    expect(textsOf("dialog li")).toEqual(["One.", "Two."]);
  });
});

describe("a draft of the next version", () => {
  it("is discarded after a question, and the active version is shown", async () => {
    let isDiscarded = false;
    const draft = aScorecard({ title: "New title" });
    const { last } = await open({
      [`GET ${ONE}`]: () =>
        answer(isDiscarded ? aStored({ revision: 4 }) : aStored({ has_draft: true, draft })),
      [`DELETE ${ONE}/draft`]: () => {
        isDiscarded = true;
        return answer(aStored({ revision: 4 }));
      },
    });
    await press("Discard the draft…");
    await click("confirm");
    expect([
      last("DELETE")?.version,
      screen.getByLabelText<HTMLInputElement>("Title of the scorecard").value,
    ]).toEqual(['"3"', "Support call"]);
  });
});

describe("versions", () => {
  it("are shown as they were, with what changed", async () => {
    const version = (number: number, content: Scorecard) => () =>
      answer({ scorecard_id: "x", number, activated_at: "2026-11-20T09:00:00Z", activated_by: "", content });
    await open({
      [`GET ${ONE}`]: () => answer(aStored({ active_version: 2, latest_version: 2 })),
      [`GET ${ONE}/versions/2`]: version(2, aScorecard()),
      [`GET ${ONE}/versions/1`]: version(1, aScorecard({ title: "First title" })),
    });
    await press("Versions");
    await settled();
    expect(textsOf("dialog .section li").filter((text) => text.startsWith("Title"))).toEqual([
      "Title: “First title” became “Support call”.",
    ]);
    expect(textOf("dialog [data-details]")).toContain(
      "Appears only if “Why did the customer call?” is one of these options: To cancel.",
    );
  });
});

describe("someone who only evaluates", () => {
  it("sees how it is scored and tries the form, and changes nothing", async () => {
    await open({}, { rights: ["evaluations.evaluate"] });
    await tick("Yes");
    await previewed();
    expect(screen.queryByLabelText("Title of the scorecard")).toBeNull();
    expect(screen.getAllByRole("button").map(({ dataset }) => dataset.action)).toEqual([
      expect.anything(),
      ...["versions", "export", "clear-answers", "clear-answer"],
    ]);
    expect(textOf("[data-details]")).toContain("Yes (score 10)");
  });

  it("sees the last version of a retired scorecard", async () => {
    await open(
      {
        [`GET ${ONE}`]: () => answer(aStored({ state: "retired", active_version: 0, active: null })),
        [`GET ${ONE}/versions/1`]: () =>
          answer({ scorecard_id: "x", number: 1, activated_at: null, content: aScorecard() }),
      },
      { rights: ["evaluations.evaluate"] },
    );
    await settled();
    expect(textOf("[data-details]")).toContain("Opening");
  });
});
