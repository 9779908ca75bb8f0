/** The form of what a service has transcribed: what it shows, what it sends, and what is wrong in it. */
import { Problem } from "../api/problem";
import { type FormErrors, formErrors } from "../components/form/errors";
import type { Mode, Rule, Transcription } from "./transcription-answers";
import type { TypedRule } from "./transcription-words";

/** A rule as it is typed. An empty text is no condition; lists are separated by commas. */
export interface RuleDraft {
  readonly directions: Rule["directions"];
  readonly shortest_seconds: string;
  readonly longest_seconds: string;
  readonly queues: string;
  readonly numbers: string;
  readonly share: string;
}

export interface TranscriptionDraft {
  readonly mode: Mode;
  readonly rules: readonly RuleDraft[];
  readonly monthly_budget: string;
  readonly language: string;
  readonly language_options: readonly string[];
  readonly vocabulary: string;
  readonly redaction: boolean;
  readonly redacted_audio_needs_right: boolean;
  readonly max_speakers: string;
}

export const NEW_RULE: RuleDraft = {
  directions: [],
  shortest_seconds: "",
  longest_seconds: "",
  queues: "",
  numbers: "",
  share: "100",
};

export function draftOf(settings: Transcription): TranscriptionDraft {
  const { policy, monthly_budget, options, redacted_audio_needs_right } = settings;
  const { language, language_options, vocabulary, redaction, max_speakers } = options;
  return {
    mode: policy.mode,
    rules: policy.rules.map(ruleDraftOf),
    monthly_budget: monthly_budget ?? "",
    language,
    language_options,
    vocabulary,
    redaction,
    redacted_audio_needs_right,
    max_speakers: String(max_speakers),
  };
}

// The API answers sets in any order.
function ruleDraftOf(rule: Rule): RuleDraft {
  return {
    directions: [...rule.directions].sort(),
    shortest_seconds: rule.shortest_seconds === 0 ? "" : String(rule.shortest_seconds),
    longest_seconds: String(rule.longest_seconds ?? ""),
    queues: [...rule.queues].sort().join(", "),
    numbers: [...rule.numbers].sort().join(", "),
    share: String(rule.share),
  };
}

/** What is sent: everything, with the policies of single users as they were read. */
export function bodyOf(draft: TranscriptionDraft, { users }: Pick<Transcription, "users">) {
  const { language, language_options, vocabulary, redaction, redacted_audio_needs_right } = draft;
  return {
    policy: { mode: draft.mode, rules: draft.rules.map(ruleOf) },
    monthly_budget: draft.monthly_budget.trim() || null,
    options: {
      language,
      language_options,
      vocabulary: vocabulary.trim(),
      redaction,
      max_speakers: numberOf(draft.max_speakers, 5),
    },
    users,
    redacted_audio_needs_right,
  };
}
export type TranscriptionBody = ReturnType<typeof bodyOf>;

export function ruleOf(draft: RuleDraft): TypedRule {
  return {
    directions: draft.directions,
    shortest_seconds: numberOf(draft.shortest_seconds, 0),
    longest_seconds: draft.longest_seconds.trim() === "" ? null : numberOf(draft.longest_seconds, 0),
    queues: partsOf(draft.queues),
    numbers: partsOf(draft.numbers).map((number) => number.replaceAll(/[\s().+-]/g, "")),
    share: numberOf(draft.share, 100),
  };
}

/** What is no number is sent as it is: the server refuses it, and never takes it for nothing. */
function numberOf(typed: string, otherwise: number): number | string {
  const text = typed.trim();
  if (text === "") return otherwise;
  return /^\d{1,9}(\.\d{1,9})?$/.test(text) ? Number(text) : text;
}

export function partsOf(typed: string): readonly string[] {
  const parts = typed.split(/[,;]/).map((part) => part.trim());
  return [...new Set(parts.filter(Boolean))];
}

/** The server takes such a rule, but it never selects anything. */
export function isReversed(rule: RuleDraft): boolean {
  const { shortest_seconds, longest_seconds } = ruleOf(rule);
  return longest_seconds !== null && Number(longest_seconds) < Number(shortest_seconds);
}

const RULE_FIELDS = ["directions", "shortest_seconds", "longest_seconds", "queues", "numbers", "share"];
const FIELDS = [
  "mode",
  "rules",
  "monthly_budget",
  "language",
  "language_options",
  "vocabulary",
  "redaction",
  "max_speakers",
];

/** What a field takes, for a value that does not fit its description. */
const TAKEN: Readonly<Record<string, string>> = {
  rules: "There can be at most 20 rules.",
  shortest_seconds: "Give a whole number of seconds, or nothing.",
  longest_seconds: "Give a whole number of seconds, or nothing.",
  queues: "Choose at most 100 queues.",
  numbers: "Give parts of 3 to 20 digits, at most 100, with commas between them.",
  share: "Give a number from 0 to 100.",
  monthly_budget: "Give an amount such as 100 or 12.50, or nothing.",
  language_options: "Choose at most 5 languages.",
  vocabulary: "A name has letters, digits, points, hyphens and underscores.",
  max_speakers: "Give a whole number from 2 to 30.",
};

/** The words of a refusal at the fields of the form. Those of a rule are named by `inRule`. */
export function transcriptionErrors(problem: Problem | null, { length }: readonly RuleDraft[]): FormErrors {
  if (problem === null) return formErrors(null, []);
  const seen = new Set<string>();
  const errors = problem.errors
    .map(({ code, field, detail }) => {
      const place = placeOf(field);
      return {
        code,
        field: place,
        detail: (code === "invalid" && TAKEN[place.split(":").at(-1) ?? ""]) || detail,
      };
    })
    // Several wrong numbers of one field are one mistake.
    .filter(({ field, detail }) => !seen.has(field + detail) && seen.add(field + detail));
  const { status, title, detail, code } = problem;
  const ofRules = Array.from({ length }, (_, index) => RULE_FIELDS.map((field) => inRule(index, field)));
  return formErrors(new Problem(status, title, detail, null, { code, errors }), [
    ...FIELDS,
    ...ofRules.flat(),
  ]);
}

export function inRule(index: number, field: string): string {
  return `${index}:${field}`;
}

/** `policy.rules.0.numbers.1` as `0:numbers`, `options.language.1` as `language`. */
function placeOf(field: string): string {
  const [, index, name] = /^policy\.rules\.(\d+)\.(\w+)/.exec(field) ?? [];
  if (index !== undefined && name !== undefined) return inRule(Number(index), name);
  return field.replace(/^(policy|options)\./, "").split(".")[0] ?? field;
}
