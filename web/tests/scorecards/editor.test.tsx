import { screen, within } from "@testing-library/preact";
import { describe, expect, it } from "vitest";
import { textOf, textsOf, tick, type } from "../people/server";
import { answer } from "../samples";
import { click, item, openItem, outline, previewOf, SAVED, save, tickIn } from "./edit";
import { aScorecard, RETENTION } from "./samples";
import { aDraft, aPreview, choose, ONE, open, press, previewed } from "./server";

describe("the editor", () => {
  it("shows sections within sections, and what matters about each question", async () => {
    await open();
    expect(outline().filter((_, index) => index % 2 === 0)).toEqual([
      "1",
      "1.1",
      "1.2",
      "2",
      "2.1",
      "2.2",
      "2.2.1",
    ]);
    expect(textOf('[data-item="greeting"] .second-line')).toBe("Single choice · critical · weight 60");
    expect(textOf("[data-counts]")).toBe(
      "4 of at most 100 questions, 3 of at most 100 sections. The weights of the questions add up to 100",
    );
  });

  it("saves what was changed with the revision that was read", async () => {
    const { last } = await open(SAVED);
    await openItem("greeting");
    await type("Question", "Did the agent greet?");
    await type("Weight of the question (0 to 100)", "55.5");
    const body = await save(last);
    expect([body.sections[0]?.items[0], last("PUT")?.version]).toEqual([
      expect.objectContaining({ ref: "greeting", title: "Did the agent greet?", weight: 55.5 }),
      '"3"',
    ]);
    expect(textOf("[data-saved]")).toMatch(/^Last change/);
  });

  it("gives a new question a reference id from its title, once", async () => {
    const { last } = await open(SAVED);
    await click("add-question", item("opening"));
    await type("New question", "Greeting");
    await press("Add the question");
    await type("Question", "Something else");
    const body = await save(last);
    expect(body.sections[0]?.items.map(({ ref, title }) => [ref, title]).at(-1)).toEqual([
      "greeting-2",
      "Something else",
    ]);
  });

  it("adds sections into sections, and no deeper than five", async () => {
    await open();
    for (const title of ["Three", "Four", "Five"]) {
      const deepest = [...document.querySelectorAll('[data-kind="section"]')].at(-1);
      await click("add-section", deepest as HTMLElement);
      await type("Title of the new section", title);
      await press("Add the section");
    }
    expect(outline()).toContain("2.2.2.1.1");
    expect(item("five").querySelector('[data-action="add-section"]')).toBeNull();
  });

  it("adds, changes, moves and removes options", async () => {
    const { last } = await open(SAVED);
    await openItem("greeting");
    await type("New option", "Only the name");
    await press("Add the option");
    await type("Score of option 3 (0 to 10)", "5");
    await choose("What option 3 fails", "section:opening");
    await tick("Comment required with option 3");
    await press(/Move option 3 up$/);
    await press("Remove option 1");
    const [question] = (await save(last)).sections[0]?.items ?? [];
    expect(question).toMatchObject({
      options: [
        { ref: "only-the-name", score: 5, fails_section: "opening", comment_required: true },
        { ref: "no", automatic_fail: true },
      ],
    });
  });

  it("edits the ranges of a number", async () => {
    const { last } = await open(SAVED);
    await openItem("holds");
    await type("Range 2 to", "10");
    await press("Add a range");
    await type("Score of range 3 (0 to 10)", "2");
    const body = await save(last);
    expect(body.sections[1]?.items[0]).toMatchObject({
      ranges: [
        { minimum: 0, maximum: 2 },
        { minimum: 3, maximum: 10 },
        { minimum: 11, maximum: 20, score: 2 },
      ],
    });
  });

  it("puts a question on a condition, with groups", async () => {
    const { last } = await open(SAVED);
    await openItem("holds");
    await choose("This question appears", "enable");
    await choose("Question of condition 1", "reason");
    await tickIn("holds", "To cancel");
    await press("Add a group of conditions");
    await choose("Question of condition 2.1", "greeting");
    await tickIn("holds", "Yes");
    await press("Remove condition 2.2");
    await choose("Of these conditions", "or");
    const body = await save(last);
    expect(body.sections[1]?.items[0]).toMatchObject({
      enablement: {
        action: "enable",
        condition: {
          operator: "or",
          operands: [
            { question: "reason", comparator: "in", options: ["cancel"] },
            { operator: "or", operands: [{ question: "greeting", options: ["yes"] }] },
          ],
        },
      },
    });
  });

  it("names scores, and uses weights of sections or points as the scoring says", async () => {
    const { last } = await open(SAVED);
    await tick(/^Weights on sections/);
    await openItem("opening");
    await type("Weight of the section (0 to 100)", "30");
    await tick(/^Points/);
    await openItem("greeting");
    await type("Points of option 1 (0 to 100)", "7");
    await tick("Bonus: its points count on top");
    await press("Add a name for scores of the whole");
    await type("Name 3", "Excellent");
    const body = await save(last);
    expect(body).toMatchObject({
      scoring: "points",
      thresholds: [{}, {}, { name: "Excellent", minimum: 0, maximum: 100 }],
      sections: [{ weight: 30, items: [{ bonus: true, options: [{ points: 7 }, {}] }, {}] }, {}],
    });
  });

  it("keeps the focus on the button that moves, and moves into another section", async () => {
    const { last } = await open(SAVED);
    await press(/Move Did the agent .* down$/);
    expect(document.activeElement?.textContent).toMatch(/^↓Move Did the agent .* down$/);
    await openItem("greeting");
    await choose("Section to move it into", "closing");
    await press("Move there");
    const body = await save(last);
    expect(body.sections[0]?.items.map(({ ref }) => ref)).toEqual(["reason"]);
    expect(body.sections[1]?.items[1]).toMatchObject({ items: [{ ref: "retention" }, { ref: "greeting" }] });
  });

  it("duplicates with new reference ids, also in conditions and critical answers", async () => {
    const { last } = await open(SAVED);
    await openItem("manner");
    await click("duplicate", item("manner"));
    const [, , copy] = (await save(last)).sections;
    expect(copy).toMatchObject({
      ref: "manner-2",
      items: [
        { ref: "how-often-was-the-customer-put-on-hold", ranges: [{}, { fails_section: "manner-2" }] },
        { ref: "closing-2", items: [{ enablement: { condition: { operands: [{ question: "reason" }] } } }] },
      ],
    });
  });

  it("removes, says who still asks for it, and takes that back", async () => {
    await open();
    await openItem("reason");
    await click("remove-item", item("reason"));
    const said = textOf(".undo [role='status']");
    const isFocused = document.activeElement?.textContent;
    await press("Undo");
    expect([said, isFocused, item("reason") !== null]).toEqual([
      "“Why did the customer call?” was removed. Conditions of 1 other questions still ask for it.",
      "Undo",
      true,
    ]);
  });

  it("keeps what another type can have, and takes the rest back", async () => {
    await open();
    await openItem("greeting");
    await choose("Type", "numeric");
    const said = textOf(".undo [role='status']");
    const bounds = screen.getByLabelText<HTMLInputElement>("Greatest number").value;
    await press("Undo");
    expect([said, bounds, screen.getByLabelText<HTMLInputElement>("Option 1").value]).toEqual([
      "2 options were removed with the type.",
      "10",
      "Yes",
    ]);
  });

  it("gives another question another reference id", async () => {
    const { last } = await open(SAVED);
    await openItem("holds");
    await type("Question", "How long did it take?");
    await press("Make a new reference id from the title");
    const { action } = (document.activeElement as HTMLElement).dataset;
    const body = await save(last);
    expect([action, body.sections[1]?.items[0]?.ref]).toEqual(["new-ref", "how-long-did-it-take"]);
  });

  it("takes no more than a hundred questions", async () => {
    const items = Array.from({ length: 100 }, (_, index) => ({
      ...RETENTION,
      ref: `q${index}`,
      enablement: null,
    }));
    const draft = aScorecard({ sections: [{ ref: "all", title: "All", items }] });
    await open({ [`GET ${ONE}`]: () => answer(aDraft({ draft })) });
    await openItem("q7");
    expect([
      textOf("[data-counts]"),
      textOf(".add-items .field-hint"),
      item("q7").querySelector<HTMLButtonElement>('[data-action="duplicate"]')?.disabled,
    ]).toEqual([
      expect.stringMatching(/^100 of at most 100 questions/),
      "There are 100 questions, which is the most.",
      true,
    ]);
  });

  it("shows titles with markup as text", async () => {
    await open();
    expect([document.querySelectorAll(".outline b, .editor-preview b").length, outline()[3]]).toEqual([
      0,
      expect.stringContaining("<b>their</b>"),
    ]);
  });
});

describe("what is not finished", () => {
  it("keeps the draft from being saved, and leads to its place", async () => {
    const { last } = await open(SAVED);
    await openItem("greeting");
    await type("Question", " ");
    await type("Score of option 1 (0 to 10)", "eleven");
    await openItem("holds");
    await press("Save draft");
    expect(last("PUT")).toBeUndefined();
    expect(textsOf("[data-finding='error']")).toEqual([
      "Question 1.1 has no title.",
      "Question 1.1, score: Give a whole number from 0 to 10, or nothing.",
    ]);
    expect(screen.getByLabelText<HTMLInputElement>("Score of option 1 (0 to 10)").value).toBe("?");
    expect(document.activeElement).toBe(item("greeting").querySelector('[data-action="open-item"]'));
  });

  it("is shown finished in the preview", async () => {
    const { last } = await open();
    await openItem("greeting");
    await type("Question", "");
    await type("Weight of the question (0 to 100)", "x");
    await previewed();
    const { scorecard } = previewOf(last);
    const [question] = scorecard.sections[0]?.items ?? [];
    expect([question?.title, question && "weight" in question]).toEqual(["Untitled", false]);
  });
});

describe("the preview", () => {
  const SCORED = aPreview({
    scores: { score: 82.5, sections: { opening: 100 }, questions: {}, failed_by: null },
    category: "Good",
  });

  it("is answered, and shows the score and its name", async () => {
    const { last } = await open({ "POST /v1/scorecards/preview": () => answer(SCORED) });
    await tick("Yes");
    await previewed();
    expect([previewOf(last).answers, textOf("[data-score]"), textOf("[data-category]")]).toEqual([
      { greeting: { StringValue: "yes" } },
      "82.5 %",
      "Good",
    ]);
  });

  it("shows only the questions that appear", async () => {
    await open();
    await previewed();
    expect(textsOf(".editor-preview [data-question] legend").length).toBe(3);
  });

  it("forgets an answer that the draft can no longer have", async () => {
    const { last } = await open();
    await tick("Yes");
    await openItem("greeting");
    await press("Remove option 1");
    await previewed();
    expect(previewOf(last).answers).toEqual({});
  });

  it("says which answer failed the whole", async () => {
    const failed = { score: 0, sections: {}, questions: {}, failed_by: "holds" };
    await open({ "POST /v1/scorecards/preview": () => answer(aPreview({ scores: failed })) });
    await previewed();
    expect(textOf("[data-example-score] .second-line")).toBe(
      "The answer to “How often was the customer put on hold?” fails the whole evaluation.",
    );
  });

  it("leads from a finding to its place", async () => {
    const findings = [{ level: "error", ref: "holds", sentence: "Question 'holds' has no range for 21." }];
    await open({ "POST /v1/scorecards/preview": () => answer(aPreview({ findings, scores: null })) });
    await previewed();
    await press("Question 'holds' has no range for 21.");
    expect(document.activeElement).toBe(item("holds").querySelector('[data-action="open-item"]'));
    expect(within(item("holds")).getByLabelText<HTMLInputElement>("Question").value).toMatch(/^How often/);
  });
});
