import { type ApiClient, pathOf } from "../api/client";
import type { ListPage } from "../api/lists";
import { type QueryOptions, queryOptions } from "../api/query-client";
import { IMPORT, IMPORTS, type ImportJob, LINE_RESULTS, type LineResult } from "./answers";

/** Every request throws Problem, ContractError. */

const IMPORTS_PATH = "/v1/users/import";
const IMPORT_PATH = "/v1/users/import/{import_id}";
const POLL_MILLISECONDS = 1_500;

export interface Upload {
  readonly file: File;
  /** Whether the people whom the file adds get an invitation. */
  readonly invite: boolean;
}

export function uploadFile(api: ApiClient, { file, invite }: Upload): Promise<ImportJob> {
  return api.post(IMPORTS_PATH, IMPORT, { file, query: { file_name: file.name, invite: String(invite) } });
}

export function importsQuery(api: ApiClient): QueryOptions<ListPage<ImportJob>> {
  return queryOptions(["imports"], () => api.get(IMPORTS_PATH, IMPORTS), { staleTime: 0 });
}

/** Read again and again while a worker has something to do. */
export function importQuery(api: ApiClient, id: string): QueryOptions<ImportJob> {
  return queryOptions(["imports", id], () => api.get(pathOf(IMPORT_PATH, id), IMPORT), {
    staleTime: 0,
    refetchInterval: (query) => (isRunning(query.state.data) ? POLL_MILLISECONDS : false),
  });
}

function isRunning(job: ImportJob | undefined): boolean {
  return job === undefined || job.state === "checking" || job.state === "writing";
}

export function confirmImport(api: ApiClient, id: string): Promise<ImportJob> {
  return api.post(pathOf(`${IMPORT_PATH}/confirm`, id), IMPORT);
}

export function cancelImport(api: ApiClient, id: string): Promise<ImportJob> {
  return api.post(pathOf(`${IMPORT_PATH}/cancel`, id), IMPORT);
}

export function readResults(
  api: ApiClient,
  id: string,
  cursor: string | null,
): Promise<ListPage<LineResult>> {
  return api.get(pathOf(`${IMPORT_PATH}/results`, id), LINE_RESULTS, { cursor });
}
