/** What the API says about scorecards. */
import * as v from "valibot";
import type { Same, Unreadable } from "../api/document";
import { flag, list, number, text, textOrNull, word } from "../api/reading";
import { SCORECARD } from "./content";

export const STATES = ["draft", "active", "retired"] as const;
export type State = (typeof STATES)[number];

const SUMMARY_ENTRIES = {
  id: text,
  title: text,
  state: word(STATES, "draft"),
  /** Changes name it. */
  revision: number,
  /** 0 while none is active. */
  active_version: v.optional(number, 0),
  /** 0 while none ever was. */
  latest_version: v.optional(number, 0),
  has_draft: flag(false),
  created_at: textOrNull,
  changed_at: textOrNull,
};

const SUMMARY = v.object(SUMMARY_ENTRIES);
export type Summary = Readonly<v.InferOutput<typeof SUMMARY>>;

export const SUMMARIES = v.object({ items: list(SUMMARY) });

const FINDING = v.object({
  /** An error keeps a draft from becoming active. */
  level: word(["error", "warning"], "warning"),
  /** The reference id of the section or question, empty for the whole. */
  ref: v.optional(text, ""),
  sentence: text,
});
export type Finding = Readonly<v.InferOutput<typeof FINDING>>;

export const STORED = v.object({
  ...SUMMARY_ENTRIES,
  active: v.nullish(SCORECARD, null),
  draft: v.nullish(SCORECARD, null),
  findings: list(FINDING),
  notes: list(text),
});
export type Stored = Readonly<v.InferOutput<typeof STORED>>;

export const VERSION = v.object({ number, activated_at: textOrNull, content: SCORECARD });
export type Version = Readonly<v.InferOutput<typeof VERSION>>;

const numberOrNull = v.nullish(number, null);
const SCORES = v.object({
  score: numberOrNull,
  sections: v.record(v.string(), numberOrNull),
  questions: v.record(v.string(), numberOrNull),
  failed_by: textOrNull,
});

export const SCORE_PREVIEW = v.object({
  findings: list(FINDING),
  /** The questions that appear. */
  enabled: list(text),
  /** Null for a structure that cannot be scored. */
  scores: v.nullish(SCORES, null),
  category: v.optional(text, ""),
});
export type ScorePreview = Readonly<v.InferOutput<typeof SCORE_PREVIEW>>;

/** Checked by the compiler: what is read here is what docs/openapi.json describes. */
export type AsDescribed = Same<
  | Unreadable<"ScorecardSummary", Summary>
  | Unreadable<"ScorecardView", Omit<Stored, "active" | "draft">>
  | Unreadable<"ScorecardVersionView", Omit<Version, "content">>
  | Unreadable<"FindingView", Finding>
  | Unreadable<"ScorePreview", ScorePreview>
>;
