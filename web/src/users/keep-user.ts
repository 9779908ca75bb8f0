import { useSignedIn } from "../access/signed-in";
import type { ApiClient } from "../api/client";
import { type Mutation, useMutation } from "../api/query";
import { useQueryClient } from "../api/query-client";
import type { User } from "./answers";
import { USERS_KEY } from "./requests";

/** Takes over what the server answered about a user; the list reads its rows again. */
export function useKeepUser(): (user: User) => void {
  const queries = useQueryClient();
  return (user) => {
    queries.setQueryData([...USERS_KEY, "one", user.id], user);
    void queries.invalidateQueries({ queryKey: [...USERS_KEY, "list"] });
  };
}

/** A change of a user that takes effect at once. */
export function useUserChange<Variables>(
  request: (api: ApiClient, variables: Variables) => Promise<User>,
  done: (user: User) => void = () => undefined,
): Mutation<User, Variables> {
  const { api } = useSignedIn();
  const keep = useKeepUser();
  return useMutation((variables: Variables) => request(api, variables), {
    onSuccess: (user) => {
      keep(user);
      done(user);
    },
  });
}
