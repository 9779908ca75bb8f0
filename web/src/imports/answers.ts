/** What the API says about imports of users from a file. */
import * as v from "valibot";
import type { Same, Unreadable } from "../api/document";
import { listPage } from "../api/lists";
import { list, number, text, textOrNull, timeOrNull, word } from "../api/reading";

export const IMPORT_STATES = [
  "checking",
  "ready",
  "mistaken",
  "writing",
  "done",
  "cancelled",
  "failed",
] as const;
export type ImportState = (typeof IMPORT_STATES)[number];

const optionalText = v.pipe(
  textOrNull,
  v.transform((value) => value ?? ""),
);
const count = v.nullish(number, 0);

const PROBLEM = v.object({
  /** Counted from 1 with the header; 0 is the whole file. */
  line: number,
  column: optionalText,
  code: optionalText,
  message: optionalText,
});
export type FileProblem = Readonly<v.InferOutput<typeof PROBLEM>>;

const FIELD_CHANGE = v.object({ field: text, before: optionalText, after: optionalText });

const USER_CHANGE = v.object({
  line: number,
  email: optionalText,
  name: optionalText,
  /** Empty for a user who does not exist yet. */
  user_id: optionalText,
  changes: list(FIELD_CHANGE),
});
export type UserChange = Readonly<v.InferOutput<typeof USER_CHANGE>>;

const PREVIEW = v.object({
  added: count,
  changed: count,
  unchanged: count,
  not_mentioned: count,
  items: list(USER_CHANGE),
});
export type Preview = Readonly<v.InferOutput<typeof PREVIEW>>;

/** A person by name, or with more about them. */
const BY = v.pipe(
  v.nullish(v.union([v.string(), v.object({ name: optionalText })]), ""),
  v.transform((by) => (typeof by === "string" ? by : by.name)),
);

export const IMPORT = v.object({
  id: text,
  state: word(IMPORT_STATES, "checking"),
  file_name: optionalText,
  by: BY,
  at: timeOrNull,
  lines: count,
  /** The first of them. */
  problems: list(PROBLEM),
  problem_count: count,
  preview: v.nullish(PREVIEW, null),
  /** How many of the lines that change something have a result. */
  position: count,
  written: count,
  refused: count,
  /** Why it failed. */
  detail: optionalText,
});
export type ImportJob = Readonly<v.InferOutput<typeof IMPORT>>;
export const IMPORTS = listPage(IMPORT);

const LINE_RESULT = v.object({
  line: number,
  email: optionalText,
  result: word(["added", "changed", "unchanged", "refused"], "unchanged"),
  user_id: optionalText,
  errors: list(v.object({ code: optionalText, field: optionalText, detail: optionalText })),
});
export type LineResult = Readonly<v.InferOutput<typeof LINE_RESULT>>;
export const LINE_RESULTS = listPage(LINE_RESULT);

/** Checked by the compiler: what is read here is what docs/openapi.json describes. */
export type AsDescribed = Same<
  Unreadable<"ImportJobView", ImportJob> | Unreadable<"LineResultView", LineResult>
>;
