import { type ApiClient, pathOf } from "../api/client";
import { type QueryOptions, queryOptions } from "../api/query-client";
import {
  CHANGED,
  type Changed,
  OF_RECORDING,
  type OfRecording,
  SCORECARD_CHOICES,
  type ScorecardChoice,
} from "./answers";

/** Every request throws Problem, ContractError. */

/** Cached answers about evaluations begin with this key. */
export const EVALUATIONS_KEY = ["evaluations"] as const;

export function ofRecordingQuery(api: ApiClient, recording: string): QueryOptions<OfRecording> {
  return queryOptions([...EVALUATIONS_KEY, "of", recording], () =>
    api.get(pathOf("/v1/recordings/{recording}/evaluations", recording), OF_RECORDING),
  );
}

/** The scorecards by which an evaluation can be begun; for someone who may evaluate. */
export function scorecardsQuery(
  api: ApiClient,
  isAllowed: boolean,
): QueryOptions<readonly ScorecardChoice[]> {
  return queryOptions<readonly ScorecardChoice[]>(
    ["scorecards", "active"],
    async () => (await api.get("/v1/scorecards", SCORECARD_CHOICES, { state: "active" })).items,
    { enabled: isAllowed },
  );
}

export interface NewEvaluation {
  readonly recording: string;
  readonly scorecard: string;
  /** Without it the only user who took part. */
  readonly evaluated?: string;
  /** Without it the person who is signed in. */
  readonly evaluator?: string;
  /** A day. */
  readonly due?: string;
  readonly kind?: "review" | "self";
}

export function addEvaluation(api: ApiClient, body: NewEvaluation): Promise<Changed> {
  return api.post("/v1/evaluations", CHANGED, { body });
}

export interface Assignment {
  readonly evaluator: string;
  /** A day; null for none. */
  readonly due: string | null;
}

export function reassign(api: ApiClient, { id, revision }: Changed, body: Assignment): Promise<Changed> {
  const path = pathOf("/v1/evaluations/{evaluation_id}/assignment", id);
  return api.put(path, CHANGED, { body, version: revision });
}

/** The page of one evaluation. */
export function evaluationAddress(id: string): string {
  return `/evaluation/${encodeURIComponent(id)}`;
}
