import type { ApiClient } from "../api/client";
import { SUMMARIES, type SummaryPage } from "./answers";
import { type EvaluationFilter, requestQuery } from "./filter";

const PAGE_LIMIT = 50;

/** Throws Problem, ContractError. */
export function readEvaluations(
  api: ApiClient,
  filter: EvaluationFilter,
  cursor: string | null,
): Promise<SummaryPage> {
  return api.get("/v1/evaluations", SUMMARIES, {
    ...requestQuery(filter),
    cursor,
    limit: String(PAGE_LIMIT),
  });
}
