import { fireEvent, render, screen } from "@testing-library/preact";
import axe from "axe-core";
import { useState } from "preact/hooks";
import { describe, expect, it } from "vitest";
import type { Question } from "../../src/scorecards/content";
import { type Answer, fits, needsComment } from "../../src/scorecards/preview/answer";
import { QuestionInput, type QuestionInputProps } from "../../src/scorecards/preview/question-input";
import { tick, type } from "../people/server";
import { aQuestion, HOLDS, REASON } from "./samples";

/** Shows a question, and remembers how it is answered. */
function ask(question: Question, more: Partial<QuestionInputProps> = {}) {
  const answers: (Answer | null)[] = [];
  function Asked() {
    const [answer, setAnswer] = useState<Answer | null>(null);
    const onAnswer = (next: Answer | null) => {
      answers.push(next);
      setAnswer(next);
    };
    return <QuestionInput question={question} answer={answer} onAnswer={onAnswer} {...more} />;
  }
  render(<Asked />);
  return { last: () => answers.at(-1) };
}

const clear = () => fireEvent.click(document.querySelector('[data-action="clear-answer"]') as HTMLElement);

describe("a question", () => {
  it("of a single choice is a group of radio buttons with its title as text", async () => {
    const { last } = ask(aQuestion({ allow_not_applicable: true }));
    const group = screen.getByRole("group", { name: "Did the agent give <b>their</b> name?" });
    await tick("Yes");
    const yes = last();
    await tick("Not applicable");
    expect([group.querySelectorAll("b").length, yes, last()]).toEqual([
      0,
      { StringValue: "yes" },
      { NotApplicable: true },
    ]);
  });

  it("says at an option what it leads to", () => {
    ask(aQuestion());
    expect(document.querySelector('[data-option="no"] .check-note')?.textContent).toBe(
      "Sets the score of the whole evaluation to 0. Needs a comment.",
    );
  });

  it("is unanswered again after Clear", async () => {
    const { last } = ask(aQuestion());
    await tick("Yes");
    clear();
    expect([last(), screen.getByLabelText<HTMLInputElement>("Yes").checked]).toEqual([null, false]);
  });

  it("of several choices keeps their order, and takes not applicable back", async () => {
    const { last } = ask(aQuestion(REASON));
    await tick(/^Not applicable/);
    await tick("To cancel");
    await tick("An invoice");
    const both = last();
    await tick("An invoice");
    await tick("To cancel");
    expect([both, last()]).toEqual([{ StringValues: ["invoice", "cancel"] }, null]);
  });

  it("of a number takes a decimal comma, and says what is out of its bounds", async () => {
    const { last } = ask(aQuestion(HOLDS));
    await type(HOLDS.title, "4,5");
    const number = last();
    const note = screen.getByRole("status").textContent;
    await type(HOLDS.title, "21");
    expect([number, note, last(), screen.getByRole("alert").textContent]).toEqual([
      { NumericValue: 4.5 },
      "Sets the score of its section to 0.",
      null,
      "Give a number. From 0 to 20.",
    ]);
  });

  it("of a number is empty when it is not applicable, or cleared from outside", async () => {
    ask(aQuestion(HOLDS));
    const field = screen.getByLabelText<HTMLInputElement>(HOLDS.title);
    await type(HOLDS.title, "3");
    clear();
    const cleared = field.value;
    await type(HOLDS.title, "3");
    await tick(/^Not applicable/);
    expect([cleared, field.value]).toEqual(["", ""]);
  });

  it("of a text is answered with it, and with nothing when it is empty", async () => {
    const { last } = ask(aQuestion({ type: "text", options: [], title: "What was good?" }));
    await type("What was good?", "Patient");
    const written = last();
    await type("What was good?", "");
    expect([written, last()]).toEqual([{ StringValue: "Patient" }, null]);
  });

  it("of a date is answered with the day", async () => {
    const { last } = ask(aQuestion({ type: "date", options: [], title: "Until when?" }));
    await type("Until when?", "2026-11-26");
    expect(last()).toEqual({ DateTimeValue: "2026-11-26" });
  });

  it("that is read only cannot be answered or cleared", () => {
    ask(aQuestion({ allow_not_applicable: true }), { isReadOnly: true, answer: { StringValue: "yes" } });
    expect([
      screen.getAllByRole<HTMLInputElement>("radio").map((each) => each.disabled),
      document.querySelector('[data-action="clear-answer"]'),
    ]).toEqual([[true, true, true], null]);
  });
});

describe("axe finds nothing", () => {
  const questions = {
    "a single choice": aQuestion({ allow_not_applicable: true }),
    "several choices": aQuestion(REASON),
    "a number": aQuestion(HOLDS),
    "a text": aQuestion({ type: "text", options: [] }),
    "a date": aQuestion({ type: "date", options: [] }),
  };

  it.each(Object.entries(questions))("at %s", async (_, question) => {
    ask(question, { error: "Answer the question.", number: "1.1" });
    const { violations } = await axe.run(document.body, {
      rules: { "color-contrast": { enabled: false }, region: { enabled: false } },
    });
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
  });
});

describe("an answer", () => {
  it("no longer fits after its option or its bounds have gone", () => {
    expect([
      fits(aQuestion(), { StringValue: "yes" }),
      fits(aQuestion(), { StringValue: "gone" }),
      fits(aQuestion(), { NotApplicable: true }),
      fits(aQuestion(HOLDS), { NumericValue: 21 }),
      fits(aQuestion(HOLDS), { StringValue: "yes" }),
      fits(aQuestion(REASON), { StringValues: ["cancel"] }),
    ]).toEqual([true, false, false, false, false, true]);
  });

  it("needs a comment if the question or the chosen option does", () => {
    const always = aQuestion({ comment_required: true });
    expect([
      needsComment(aQuestion(), { StringValue: "no" }),
      needsComment(aQuestion(), { StringValue: "yes" }),
      needsComment(always, { StringValue: "yes" }),
      needsComment(always, null),
      needsComment(always, { NotApplicable: true }),
    ]).toEqual([true, false, true, false, false]);
  });
});
