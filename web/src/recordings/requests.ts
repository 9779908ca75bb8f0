import type { ApiClient } from "../api/client";
import { COUNT, RECORDINGS, type RecordingCount, type RecordingPage } from "./answers";
import { type RecordingFilter, requestQuery } from "./filter";

/** Every request throws Problem, ContractError. */

export const RECORDINGS_KEY = ["recordings"] as const;
export const PAGE_LIMIT = 50;

export function readRecordings(
  api: ApiClient,
  filter: RecordingFilter,
  cursor: string | null,
): Promise<RecordingPage> {
  const query = { ...requestQuery(filter), cursor, limit: String(PAGE_LIMIT) };
  return api.get("/v1/recordings", RECORDINGS, query);
}

/** How many there are. With the cursor of a count that was not finished it goes on there. */
export function countRecordings(
  api: ApiClient,
  filter: RecordingFilter,
  cursor: string | null,
): Promise<RecordingCount> {
  return api.get("/v1/recordings/count", COUNT, { ...requestQuery(filter), cursor });
}
