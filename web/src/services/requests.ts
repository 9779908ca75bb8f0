import { type ApiClient, pathOf } from "../api/client";
import { type QueryOptions, queryOptions } from "../api/query-client";
import {
  LICENCES,
  LICENSING_PREVIEW,
  type Licences,
  type Licensing,
  type LicensingPreview,
  SERVICE,
  SERVICES,
  type Service,
} from "./answers";

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

export function licencesQuery(api: ApiClient): QueryOptions<Licences> {
  return queryOptions(LICENCES_KEY, () => api.get("/v1/licences", LICENCES));
}

/** A ceiling of null is none. */
export type Ceilings = Readonly<Record<string, number | null>>;

export function changeCeilings(api: ApiClient, version: number, ceilings: Ceilings): Promise<Licences> {
  return api.patch("/v1/licences", LICENCES, { body: { ceilings }, version });
}
