import { type ApiClient, pathOf, type Query } from "../api/client";
import type { ListPage } from "../api/lists";
import { type QueryOptions, queryOptions } from "../api/query-client";
import {
  EXTENSIONS,
  type Extension,
  type Information,
  JOB,
  type Job,
  OFFER,
  type Offer,
  TAKEN_OVERS,
  type TakenOver,
  USER,
  USERS,
  type User,
} from "./answers";

/** Every request throws Problem, ContractError. */

const PAGE = "100";
const SUGGESTIONS = "10";
const USER_PATH = "/v1/users/{user_id}";

/** Cached answers about users begin with this key. */
export const USERS_KEY = ["users"] as const;

export function readUsers(
  api: ApiClient,
  name: string,
  cursor: string | null,
  limit = PAGE,
): Promise<ListPage<User>> {
  return api.get("/v1/users", USERS, { name: name || null, cursor, limit });
}

/** The first users whose name begins so, or who have the e-mail address. */
export async function findUsers(api: ApiClient, name: string): Promise<readonly User[]> {
  return (await readUsers(api, name, null, SUGGESTIONS)).items;
}

export function userQuery(api: ApiClient, id: string): QueryOptions<User> {
  const options = { staleTime: Number.POSITIVE_INFINITY, gcTime: 0 };
  return queryOptions([...USERS_KEY, "one", id], () => api.get(pathOf(USER_PATH, id), USER), options);
}

/** What a new user has from the start. */
export interface NewUser {
  readonly name: string;
  readonly email: string;
  readonly security_profile: string;
  readonly licences: readonly string[];
  readonly service?: string;
  readonly extension_id?: string;
  readonly first_day?: string;
  readonly last_day?: string;
  readonly manager?: string;
  readonly information: Information;
  readonly invite: boolean;
}

export function addUser(api: ApiClient, body: NewUser): Promise<User> {
  return api.post("/v1/users", USER, { body });
}

export interface UserChange {
  readonly name?: string;
  readonly email?: string;
  readonly information?: Information;
  readonly manager?: string;
  readonly security_profile?: string;
  readonly licences?: readonly string[];
  readonly active?: boolean;
}

export function changeUser(api: ApiClient, user: User, body: UserChange): Promise<User> {
  return api.patch(pathOf(USER_PATH, user.id), USER, { body, version: user.version });
}

export interface Assignment {
  readonly service: string;
  readonly extension_id: string;
  readonly first_day?: string;
  readonly last_day?: string;
  /** The days until now, for an assignment whose days change. */
  readonly replaced?: Days;
}

export interface Days {
  readonly first_day: string | null;
  readonly last_day: string | null;
}

export function assignExtension(api: ApiClient, user: User, body: Assignment): Promise<User> {
  return api.post(pathOf(`${USER_PATH}/extensions`, user.id), USER, { body, version: user.version });
}

export interface Withdrawal extends Days {
  readonly service: string;
  readonly account_id: string;
  readonly extension_id: string;
}

export function withdrawExtension(api: ApiClient, user: User, body: Withdrawal): Promise<User> {
  return api.post(pathOf(`${USER_PATH}/extensions/withdraw`, user.id), USER, { body, version: user.version });
}

export function inviteAgain(api: ApiClient, { id, version }: User): Promise<User> {
  return api.post(pathOf(`${USER_PATH}/invitation`, id), USER, { version });
}

export function readExtensions(api: ApiClient, query: Query): Promise<ListPage<Extension>> {
  return api.get("/v1/extensions", EXTENSIONS, { limit: PAGE, ...query });
}

// 500 pages of 100: the largest accounts have fewer extensions.
const MOST_PAGES = 500;

// A page that looks for a name may be empty, and the list still goes on.
const MOST_SEARCHED_PAGES = 5;

/** The first extensions with a part of a name, a number, an e-mail address or a site. */
export async function findExtensions(api: ApiClient, name: string): Promise<readonly Extension[]> {
  let page = await readExtensions(api, { name, limit: SUGGESTIONS });
  for (
    let pages = 1;
    page.items.length === 0 && page.next !== null && pages < MOST_SEARCHED_PAGES;
    pages += 1
  ) {
    page = await readExtensions(api, { name, limit: SUGGESTIONS, cursor: page.next });
  }
  return page.items;
}

/** All extensions; `progress` hears how many have been read. */
export async function readAllExtensions(
  api: ApiClient,
  progress: (count: number) => void,
): Promise<readonly Extension[]> {
  const found: Extension[] = [];
  let cursor: string | null = null;
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const page: ListPage<Extension> = await readExtensions(api, { cursor });
    found.push(...page.items);
    progress(found.length);
    cursor = page.next;
    if (cursor === null) break;
  }
  return found;
}

/** All extensions, as they were last read. */
export function allExtensionsQuery(
  api: ApiClient,
  progress: (count: number) => void,
): QueryOptions<readonly Extension[]> {
  return queryOptions(["extensions", "all"], () => readAllExtensions(api, progress));
}

export interface TakeOver {
  readonly service: string;
  readonly extension_ids: readonly string[];
  readonly security_profile: string;
  readonly licences: readonly string[];
  readonly manager?: string;
  readonly first_day?: string;
  readonly invite: boolean;
}

export async function takeOver(api: ApiClient, body: TakeOver): Promise<readonly TakenOver[]> {
  return (await api.post("/v1/users/from-extensions", TAKEN_OVERS, { body })).items;
}

export function readOffer(api: ApiClient, id: string, since: string): Promise<Offer> {
  return api.get(pathOf(`${USER_PATH}/offer`, id), OFFER, { since });
}

export function acceptOffer(api: ApiClient, id: string, since: string): Promise<Job> {
  return api.post(pathOf(`${USER_PATH}/offer`, id), JOB, { body: { since } });
}

export function readJob(api: ApiClient, id: string): Promise<Job> {
  return api.get(pathOf("/v1/jobs/{job_id}", id), JOB);
}
