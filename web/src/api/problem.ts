import * as v from "valibot";
import { ContractError, list, read, text } from "./reading";
import type { components } from "./schema";

/** One broken rule of a refused change. `field` is the one to correct, empty for none. */
export interface FieldError {
  readonly code: string;
  readonly field: string;
  readonly detail: string;
}

interface Reasons {
  /** Names the kind of failure: stable, empty when the server gave none. */
  readonly code: string;
  readonly errors: readonly FieldError[];
  /** The whole body: some kinds have members of their own. Each is unchecked. */
  readonly body?: unknown;
}

const NO_REASONS: Reasons = { code: "", errors: [] };

/** Why a request failed, in words for the reader (RFC 9457). `status` 0: there was no answer. */
export class Problem extends Error {
  override readonly name = "Problem";
  readonly code: string;
  readonly errors: readonly FieldError[];
  readonly body: unknown;

  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail: string,
    readonly retryAfterSeconds: number | null = null,
    { code, errors, body }: Reasons = NO_REASONS,
  ) {
    super(title);
    this.code = code;
    this.errors = errors;
    this.body = body;
  }
}

export function unreachable(): Problem {
  return new Problem(0, "Ringkeep cannot be reached", "Check this computer's network connection.");
}

/** Any failure as a problem that can be shown. */
export function problemFrom(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof ContractError) {
    return new Problem(200, "This page is out of date", "The server has changed. Reload the page.");
  }
  return unreachable();
}

type Words = Pick<components["schemas"]["Problem"], "title" | "detail"> & Reasons;

const optionalText = v.fallback(text, "");
const FIELD_ERROR = v.object({ code: optionalText, field: optionalText, detail: optionalText });

const WORDS = v.object({
  title: v.fallback(text, "Something went wrong"),
  detail: optionalText,
  code: optionalText,
  errors: v.fallback(list(FIELD_ERROR), []),
}) satisfies v.GenericSchema<unknown, Words>;

const NO_WORDS: Words = {
  title: "Something went wrong",
  detail: "The server gave no reason.",
  ...NO_REASONS,
};

/** The problem that an answer describes; an answer without a readable body gets general words. */
export async function problemIn(response: Response): Promise<Problem> {
  const { title, detail, ...reasons } = await wordsOf(response);
  return new Problem(response.status, title, detail, retryAfter(response), reasons);
}

async function wordsOf(response: Response): Promise<Words> {
  try {
    const body: unknown = await response.json();
    return { ...read(WORDS, body), body };
  } catch {
    return NO_WORDS;
  }
}

function retryAfter(response: Response): number | null {
  const seconds = Number(response.headers.get("Retry-After") ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds : null;
}
