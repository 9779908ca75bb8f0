import * as v from "valibot";
import { ContractError, read } from "./reading";
import type { components } from "./schema";

/** Why a request failed, in words for the reader (RFC 9457). `status` 0: there was no answer. */
export class Problem extends Error {
  override readonly name = "Problem";

  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail: string,
    readonly retryAfterSeconds: number | null = null,
  ) {
    super(title);
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

type Words = Pick<components["schemas"]["Problem"], "title" | "detail">;

const WORDS = v.object({
  title: v.fallback(v.string(), "Something went wrong"),
  detail: v.fallback(v.string(), ""),
}) satisfies v.GenericSchema<unknown, Words>;

/** The problem that an answer describes; an answer without a readable body gets general words. */
export async function problemIn(response: Response): Promise<Problem> {
  const { title, detail } = await wordsOf(response);
  return new Problem(response.status, title, detail, retryAfter(response));
}

async function wordsOf(response: Response): Promise<Words> {
  try {
    return read(WORDS, await response.json());
  } catch {
    return { title: "Something went wrong", detail: "The server gave no reason." };
  }
}

function retryAfter(response: Response): number | null {
  const seconds = Number(response.headers.get("Retry-After") ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds : null;
}
