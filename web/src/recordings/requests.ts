import type { ApiClient, Query } from "../api/client";
import type { ListPage } from "../api/lists";
import { RECORDINGS, type Recording } from "./answers";

/** Which recordings are wanted. Days are ISO texts of the reader's own time; an empty text is no filter. */
export interface RecordingFilter {
  readonly service: string;
  readonly state: string;
  readonly from: string;
  readonly to: string;
}

export function recordingQuery({ service, state, from, to }: RecordingFilter): Query {
  return { service: service || null, state: state || null, from: momentOf(from, 0), to: momentOf(to, 1) };
}

function momentOf(day: string, later: number): string | null {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  const time = new Date(year, month - 1, date + later);
  return day === "" || Number.isNaN(time.getTime()) ? null : time.toISOString().replace(".000Z", "Z");
}

/** Throws Problem, ContractError. */
export function readRecordings(
  api: ApiClient,
  filter: RecordingFilter,
  cursor: string | null,
): Promise<ListPage<Recording>> {
  return api.get("/v1/recordings", RECORDINGS, { ...recordingQuery(filter), cursor, limit: "50" });
}
