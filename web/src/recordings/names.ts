/** Names of people and extensions for filters that have only their ids. */
import { useMemo, useState } from "preact/hooks";
import { may } from "../access/rights";
import { useSignedIn } from "../access/signed-in";
import { pathOf } from "../api/client";
import { useQuery } from "../api/query";
import { queryOptions } from "../api/query-client";
import { USER } from "../users/answers";
import { USERS_KEY } from "../users/requests";
import type { Recording } from "./answers";
import type { RecordingFilter } from "./filter";

export interface KnownNames {
  /** By id; only those whom the person has seen in rows or has chosen. */
  readonly users: ReadonlyMap<string, string>;
  readonly extensions: ReadonlyMap<string, string>;
  /** Those of the extensions that are call queues. */
  readonly queues: ReadonlyMap<string, string>;
  readonly remember: (kind: "users" | "extensions", id: string, name: string) => void;
}

/** The names in the rows that were shown so far. */
export function useKnownNames(items: readonly Recording[], filter: RecordingFilter): KnownNames {
  const [users] = useState(() => new Map<string, string>());
  const [extensions] = useState(() => new Map<string, string>());
  const [queues] = useState(() => new Map<string, string>());
  const user = useUserName(filter.user ?? "", users);
  return useMemo(() => {
    for (const each of items) takeNames(each, users, extensions, queues);
    if (user) users.set(filter.user ?? "", user);
    const remember: KnownNames["remember"] = (kind, id, name) =>
      void (kind === "users" ? users : extensions).set(id, name);
    return { users, extensions, queues, remember };
  }, [items, user, filter.user, users, extensions, queues]);
}

type Names = Map<string, string>;

function takeNames(recording: Recording, users: Names, extensions: Names, queues: Names): void {
  for (const { id, name } of recording.users) if (name) users.set(id, name);
  for (const [id, { name, number, queue }] of Object.entries(recording.extension_names)) {
    const words = [name, number && `Ext. ${number}`].filter(Boolean).join(", ");
    if (words) extensions.set(id, words);
    if (words && queue) queues.set(id, words);
  }
}

/** Someone who may manage users sees the name of a user in the address. */
export function useUserName(id: string, known: ReadonlyMap<string, string>): string | null {
  const { me, api } = useSignedIn();
  const enabled = id !== "" && !known.has(id) && may(me, "users.manage");
  const { data } = useQuery(
    queryOptions(
      [...USERS_KEY, "name", id],
      async () => (await api.get(pathOf("/v1/users/{user_id}", id), USER)).name,
      { enabled },
    ),
  );
  return id === "" ? null : (data ?? null);
}
