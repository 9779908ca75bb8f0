import type { ApiClient } from "../api/client";
import { type QueryOptions, queryOptions } from "../api/query-client";
import { SCORES, type Scores } from "./answers";
import { addressOf, type ReportFilter, requestQuery } from "./filter";

/** Every request throws Problem, ContractError. */

/** Cached answers about scores begin with this key. */
export const REPORTS_KEY = ["reports", "scores"] as const;

export function readScores(api: ApiClient, filter: ReportFilter, cursor: string | null): Promise<Scores> {
  return api.get("/v1/reports/scores", SCORES, { ...requestQuery(filter), cursor });
}

/** The scorecards that there are scores by, whatever the report is narrowed to. */
export function scoredQuery(api: ApiClient, filter: ReportFilter): QueryOptions<Scores> {
  const by: ReportFilter = { ...filter, by: "scorecard", scorecard: "" };
  return queryOptions([...REPORTS_KEY, "scorecards", addressOf(by)], () => readScores(api, by, null));
}
