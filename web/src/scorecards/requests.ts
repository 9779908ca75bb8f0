import { type ApiClient, pathOf } from "../api/client";
import { type QueryOptions, queryOptions } from "../api/query-client";
import {
  SCORE_PREVIEW,
  type ScorePreview,
  STORED,
  type Stored,
  SUMMARIES,
  type Summary,
  VERSION,
  type Version,
} from "./answers";
import { type Scorecard, withoutDefaults } from "./content";
import type { Answers } from "./preview/answer";

/** Every request throws Problem, ContractError. */

export const SCORECARDS_KEY = ["scorecards"] as const;
export const LARGEST_FILE = 1_000_000;
const SCORECARDS = "/v1/scorecards";
const ONE = "/v1/scorecards/{scorecard_id}";

export function scorecardsQuery(api: ApiClient): QueryOptions<readonly Summary[]> {
  return queryOptions([...SCORECARDS_KEY, "list"], async () => (await api.get(SCORECARDS, SUMMARIES)).items);
}

export function scorecardQuery(api: ApiClient, id: string): QueryOptions<Stored> {
  // What is edited must not change because the window got the focus.
  const options = { staleTime: 0, refetchOnWindowFocus: false, refetchOnReconnect: false } as const;
  return queryOptions(scorecardKey(id), () => readScorecard(api, id), options);
}

export function scorecardKey(id: string) {
  return [...SCORECARDS_KEY, "one", id] as const;
}

export function readScorecard(api: ApiClient, id: string): Promise<Stored> {
  return api.get(pathOf(ONE, id), STORED);
}

/** A version never changes. */
export function versionQuery(api: ApiClient, id: string, number: number): QueryOptions<Version> {
  const path = pathOf(`${ONE}/versions/{number}`, id, String(number));
  return queryOptions([...scorecardKey(id), "version", number], () => api.get(path, VERSION), {
    staleTime: Number.POSITIVE_INFINITY,
    enabled: number > 0,
  });
}

export function addScorecard(api: ApiClient, scorecard: Scorecard): Promise<Stored> {
  return api.post(SCORECARDS, STORED, { body: withoutDefaults(scorecard) });
}

export function importScorecard(api: ApiClient, file: Blob): Promise<Stored> {
  return api.post(SCORECARDS, STORED, { file });
}

/** What is stored, and its revision that a change names. */
export type Revision = Pick<Stored, "id" | "revision">;

export function saveDraft(api: ApiClient, { id, revision }: Revision, scorecard: Scorecard): Promise<Stored> {
  const body = withoutDefaults(scorecard);
  return api.put(pathOf(`${ONE}/draft`, id), STORED, { body, version: revision });
}

export async function discardDraft(api: ApiClient, { id, revision }: Revision): Promise<Stored> {
  await api.delete(pathOf(`${ONE}/draft`, id), { version: revision });
  return readScorecard(api, id);
}

export function activate(api: ApiClient, { id, revision }: Revision): Promise<Stored> {
  return api.post(pathOf(`${ONE}/activate`, id), STORED, { version: revision });
}

export function retire(api: ApiClient, { id, revision }: Revision): Promise<Stored> {
  return api.post(pathOf(`${ONE}/retire`, id), STORED, { version: revision });
}

export type FileFormat = "yaml" | "json";

export async function readFile(
  api: ApiClient,
  id: string,
  format: FileFormat,
  version: number | null = null,
): Promise<string> {
  const query = { format, version: version === null ? null : String(version) };
  return (await api.file(pathOf(`${ONE}/export`, id), query)).content;
}

export function previewScore(api: ApiClient, scorecard: Scorecard, answers: Answers): Promise<ScorePreview> {
  return api.post("/v1/scorecards/preview", SCORE_PREVIEW, {
    body: { scorecard: withoutDefaults(scorecard), answers },
  });
}
