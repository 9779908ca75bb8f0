import { type ApiClient, type Fetch, readPublic } from "../api/client";
import { type QueryOptions, queryOptions } from "../api/query";
import { CONFIGURATION, type Configuration, ME, type Me } from "./answers";

/** How to sign in. Throws Problem, ContractError. */
export function readConfiguration(fetch: Fetch): Promise<Configuration> {
  return readPublic(fetch, "/v1/configuration", CONFIGURATION);
}

/** Who is signed in. It stays as it was at the sign-in: the server checks the rights at each request. */
export function meQuery(api: ApiClient): QueryOptions<Me> {
  return queryOptions(["me"], () => api.get("/v1/me", ME), { staleTime: Number.POSITIVE_INFINITY });
}
