import { ContractError, fieldsOf } from "./contract";

/** Why a request came to nothing, in words for the reader (RFC 9457). `status` 0: no answer at all. */
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
  return new Problem(0, "Ringkeep cannot be reached", "Check this computer's network.");
}

function unexpected(status: number): Problem {
  return new Problem(status, "Something went wrong", "The server gave no reason.");
}

/** Any failure as a problem that can be shown. */
export function problemFrom(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof ContractError) {
    return new Problem(200, "This page is out of date", "The server has changed. Load the page again.");
  }
  return unreachable();
}

/** The problem that an answer carries; one without a readable body gets plain words. */
export async function problemIn(response: Response): Promise<Problem> {
  const otherwise = unexpected(response.status);
  try {
    const body = fieldsOf(await response.json());
    return new Problem(
      response.status,
      typeof body.title === "string" ? body.title : otherwise.title,
      typeof body.detail === "string" ? body.detail : "",
      retryAfter(response),
    );
  } catch {
    return otherwise;
  }
}

function retryAfter(response: Response): number | null {
  const seconds = Number(response.headers.get("Retry-After") ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds : null;
}
