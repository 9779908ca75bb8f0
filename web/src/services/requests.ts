import { type ApiClient, pathOf } from "../api/client";
import type { ListPage } from "../api/lists";
import { type QueryOptions, queryOptions } from "../api/query-client";
import type { Extension } from "../users/answers";
import { readExtensions } from "../users/requests";
import {
  type KeepInStep,
  LICENCES,
  LICENSING_PREVIEW,
  type Licences,
  type Licensing,
  type LicensingPreview,
  SERVICE,
  SERVICES,
  type Service,
} from "./answers";
import { TRANSCRIPTION, type Transcription } from "./transcription-answers";
import type { TranscriptionBody } from "./transcription-draft";

/** Every request throws Problem, ContractError. */

export const SERVICES_KEY = ["services"] as const;
export const LICENCES_KEY = ["licences"] as const;

export function servicesQuery(api: ApiClient): QueryOptions<readonly Service[]> {
  return queryOptions(SERVICES_KEY, async () => (await api.get("/v1/services", SERVICES)).items);
}

export function previewQuery(
  api: ApiClient,
  name: string,
  licensing: Licensing,
): QueryOptions<LicensingPreview> {
  const path = pathOf("/v1/services/{name}/licensing-preview", name);
  return queryOptions(
    [...SERVICES_KEY, name, "preview", licensing],
    () => api.get(path, LICENSING_PREVIEW, { licensing }),
    { staleTime: 0 },
  );
}

export function switchLicensing(api: ApiClient, service: Service, licensing: Licensing): Promise<Service> {
  const { name, version } = service;
  return api.patch(pathOf("/v1/services/{name}", name), SERVICE, { body: { licensing }, version });
}

export function changeKeepInStep(
  api: ApiClient,
  service: Service,
  keep_in_step: KeepInStep | null,
): Promise<Service> {
  const { name, version } = service;
  return api.patch(pathOf("/v1/services/{name}", name), SERVICE, { body: { keep_in_step }, version });
}

export function transcriptionQuery(api: ApiClient, name: string): QueryOptions<Transcription> {
  const path = pathOf("/v1/services/{name}/transcription", name);
  return queryOptions(transcriptionKey(name), () => api.get(path, TRANSCRIPTION));
}

export function transcriptionKey(name: string) {
  return [...SERVICES_KEY, name, "transcription"] as const;
}

export function changeTranscription(
  api: ApiClient,
  name: string,
  version: number,
  body: TranscriptionBody,
): Promise<Transcription> {
  return api.put(pathOf("/v1/services/{name}/transcription", name), TRANSCRIPTION, { body, version });
}

export function licencesQuery(api: ApiClient): QueryOptions<Licences> {
  return queryOptions(LICENCES_KEY, () => api.get("/v1/licences", LICENCES));
}

/** A ceiling of null is none. */
export type Ceilings = Readonly<Record<string, number | null>>;

export function changeCeilings(api: ApiClient, version: number, ceilings: Ceilings): Promise<Licences> {
  return api.patch("/v1/licences", LICENCES, { body: { ceilings }, version });
}

// A site of the account has extensions on the first pages; if not, its id is shown.
const MOST_PAGES = 5;

/** What a site is called, or null if none of the first extensions is there. */
export async function findSiteName(api: ApiClient, service: string, site: string): Promise<string | null> {
  let cursor: string | null = null;
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const page: ListPage<Extension> = await readExtensions(api, { service, cursor });
    const found = page.items.find(({ site_id }) => site_id === site);
    if (found?.site) return found.site;
    cursor = page.next;
    if (cursor === null) break;
  }
  return null;
}
