import { read } from "../../src/api/reading";
import { type Question, SCORECARD, type Scorecard, type Section } from "../../src/scorecards/content";

export const GREETING = {
  ref: "greeting",
  title: "Did the agent give <b>their</b> name?",
  type: "single_select",
  weight: 60,
  options: [
    { ref: "yes", text: "Yes", score: 10 },
    { ref: "no", text: "No", score: 0, automatic_fail: true, comment_required: true },
  ],
};

export const HOLDS = {
  ref: "holds",
  title: "How often was the customer put on hold?",
  type: "numeric",
  weight: 40,
  minimum: 0,
  maximum: 20,
  allow_not_applicable: true,
  ranges: [
    { minimum: 0, maximum: 2, score: 10 },
    { minimum: 3, maximum: 20, score: 0, fails_section: "manner" },
  ],
};

export const REASON = {
  ref: "reason",
  title: "Why did the customer call?",
  type: "multi_select",
  instructions: "Choose all that apply.",
  excluded_from_scoring: true,
  allow_not_applicable: true,
  options: [
    { ref: "invoice", text: "An invoice" },
    { ref: "cancel", text: "To cancel" },
  ],
};

export const RETENTION = {
  ref: "retention",
  title: "What did the agent offer?",
  type: "text",
  enablement: {
    action: "enable",
    condition: { operands: [{ question: "reason", comparator: "in", options: ["cancel"] }] },
  },
};

/** As it is exported: without what has its default. */
export const CONTENT = {
  title: "Support call",
  thresholds: [
    { name: "Needs improvement", minimum: 0, maximum: 70 },
    { name: "Good", minimum: 70, maximum: 100 },
  ],
  sections: [
    { ref: "opening", title: "Opening", items: [GREETING, REASON] },
    {
      ref: "manner",
      title: "Manner",
      items: [HOLDS, { ref: "closing", title: "Closing", items: [RETENTION] }],
    },
  ],
};

/** Everything with its defaults, as the API answers it. */
export function aScorecard(changes: object = {}): Scorecard {
  return read(SCORECARD, { ...CONTENT, ...changes });
}

export function aQuestion(changes: object = {}): Question {
  const sections = [{ ref: "s", title: "S", items: [{ ...GREETING, ...changes }] }];
  return aScorecard({ sections }).sections[0]?.items[0] as Question;
}

export function aSection(changes: object = {}): Section {
  const section = { ref: "opening", title: "Opening", items: [GREETING], ...changes };
  return aScorecard({ sections: [section] }).sections[0] as Section;
}
