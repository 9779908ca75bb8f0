import { type ApiClient, type Fetch, readPublic } from "../api/client";
import { CONFIGURATION, type Configuration, ME, type Me } from "./answers";

/** How to sign in. Throws Problem, ContractError. */
export function readConfiguration(fetch: Fetch): Promise<Configuration> {
  return readPublic(fetch, "/v1/configuration", CONFIGURATION);
}

/** Who is signed in, and what they may do. Throws Problem, ContractError. */
export function readMe(api: ApiClient): Promise<Me> {
  return api.get("/v1/me", ME);
}
