import { type ApiClient, pathOf } from "../api/client";
import { type QueryOptions, queryOptions } from "../api/query-client";
import { PROFILE, PROFILES, type Profile, type Profiles } from "./answers";

/** Every request throws Problem, ContractError. */

export const PROFILES_KEY = ["security-profiles"] as const;
const PROFILE_PATH = "/v1/security-profiles/{profile_id}";

export function profilesQuery(api: ApiClient): QueryOptions<Profiles> {
  return queryOptions(PROFILES_KEY, () => api.get("/v1/security-profiles", PROFILES));
}

export type ProfileContent = Pick<Profile, "name" | "rights" | "visibility">;

export function addProfile(api: ApiClient, body: ProfileContent): Promise<Profile> {
  return api.post("/v1/security-profiles", PROFILE, { body });
}

export function readProfile(api: ApiClient, id: string): Promise<Profile> {
  return api.get(pathOf(PROFILE_PATH, id), PROFILE);
}

export function changeProfile(
  api: ApiClient,
  { id, version }: Profile,
  body: Partial<ProfileContent>,
): Promise<Profile> {
  return api.patch(pathOf(PROFILE_PATH, id), PROFILE, { body, version });
}

export function deleteProfile(api: ApiClient, { id, version }: Profile): Promise<void> {
  return api.delete(pathOf(PROFILE_PATH, id), { version });
}
