/** States, types and rules of scorecards as text. */

import { counted } from "../components/format";
import type { State, Summary } from "./answers";
import {
  type Consequence,
  consequencesOf,
  type Expression,
  type Item,
  isCondition,
  isSection,
  type Operand,
  type Question,
  type QuestionType,
  type Scorecard,
  type Scoring,
  type Section,
} from "./content";
import { questionsOf, sectionsOf } from "./tree";

export const STATE_WORDS: Readonly<Record<State, string>> = {
  draft: "Draft",
  active: "Active",
  retired: "Retired",
};

/** Which version is active, and whether another is being written. */
export function versionWords(summary: Summary): string {
  const { active_version, latest_version, has_draft } = summary;
  const words = [
    active_version > 0 && `Version ${active_version}`,
    active_version === 0 && latest_version > 0 && `Last version ${latest_version}`,
    has_draft && `draft of version ${latest_version + 1}`,
  ];
  const text = words.filter(Boolean).join(", ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export const TYPE_WORDS: Readonly<Record<QuestionType, string>> = {
  single_select: "Single choice",
  multi_select: "Multiple choice",
  numeric: "Number",
  text: "Text",
  date: "Date",
};

export const SCORING_WORDS: Readonly<Record<Scoring, { readonly label: string; readonly note: string }>> = {
  by_question: {
    label: "Weights on questions",
    note: "Each question has a share of the whole score. Together they make 100.",
  },
  by_section: {
    label: "Weights on sections",
    note: "Each section has a share of the whole score. The questions in it count alike.",
  },
  points: { label: "Points", note: "What was earned, of what could be earned. A bonus counts on top." },
  off: { label: "No score", note: "Answers only." },
};

const PERCENT = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });

/** 82.5 % by the reader's own settings; a dash for no score, which is not 0. */
export function percentWords(score: number | null | undefined): string {
  return score === null || score === undefined ? "–" : `${PERCENT.format(score)} %`;
}

/** A name for a file: letters and digits of the title. */
export function fileName(title: string, format: string): string {
  const name = title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, "-")
    .replaceAll(/^-+|-+$/g, "");
  return `${name.slice(0, 60) || "scorecard"}.${format}`;
}

export const COMPARATOR_WORDS: Readonly<Record<Expression["comparator"], string>> = {
  in: "is one of these options",
  not_in: "is none of these options",
  all_in: "has all of these options",
  exact: "is exactly these options",
};

/** What matters about a section or question, in a few words. */
export function factsOf(item: Item, scoring: Scoring): readonly string[] {
  const { weight, excluded_from_scoring } = item;
  const own = isSection(item) ? sectionFacts(item) : questionFacts(item, scoring);
  return [
    ...own,
    ...(weight === null || Number.isNaN(weight) ? [] : [`weight ${weight}`]),
    ...(excluded_from_scoring ? ["not scored"] : []),
  ];
}

function sectionFacts({ items }: Section): readonly string[] {
  const questions = items.filter((item) => !isSection(item)).length;
  return [counted(questions, "question", "questions")];
}

function questionFacts(question: Question, scoring: Scoring): readonly string[] {
  const { type, allow_not_applicable, comment_required, enablement, bonus } = question;
  const isCritical = consequencesOf(question).some(
    (each) => each.automatic_fail || each.fails_section !== null,
  );
  const facts = [
    TYPE_WORDS[type],
    isCritical && "critical",
    bonus && scoring === "points" && "bonus",
    allow_not_applicable && "may be not applicable",
    comment_required && "comment required",
    enablement !== null && "on a condition",
  ];
  return facts.filter((fact) => fact !== false);
}

/** What an answer leads to, such as "score 5" and "comment required". */
export function consequenceFacts(of: Consequence, scorecard: Scorecard): readonly string[] {
  const { score, points, bonus, automatic_fail, fails_section, comment_required } = of;
  const section = sectionsOf(scorecard).find(({ ref }) => ref === fails_section);
  const facts = [
    score !== null && `score ${score}`,
    points !== null && counted(points, bonus ? "bonus point" : "point", bonus ? "bonus points" : "points"),
    automatic_fail && fails_section === null && "fails the whole evaluation",
    fails_section !== null && `fails the section “${section?.title ?? fails_section}”`,
    comment_required && "comment required",
  ];
  return facts.filter((fact) => fact !== false);
}

/** When a question appears: always, or `only if “Reason” is one of these options: To cancel`. */
export function conditionWords({ enablement }: Question, scorecard: Scorecard): string {
  if (enablement === null) return "always";
  const { action, default_action, condition } = enablement;
  if (default_action === action) return action === "enable" ? "always" : "never";
  return `${action === "enable" ? "only if" : "unless"} ${operandWords(condition, scorecard)}`;
}

function operandWords(operand: Operand, scorecard: Scorecard): string {
  if (!isCondition(operand)) return expressionWords(operand, scorecard);
  const parts = operand.operands.map((each) => {
    const words = operandWords(each, scorecard);
    return isCondition(each) && each.operands.length > 1 ? `(${words})` : words;
  });
  return parts.join(` ${operand.operator} `);
}

function expressionWords({ question, comparator, options }: Expression, scorecard: Scorecard): string {
  const source = questionsOf(scorecard).find(({ ref }) => ref === question);
  const texts = options.map((ref) => source?.options.find((each) => each.ref === ref)?.text ?? ref);
  return `“${source?.title ?? question}” ${COMPARATOR_WORDS[comparator]}: ${texts.join(", ")}`;
}
