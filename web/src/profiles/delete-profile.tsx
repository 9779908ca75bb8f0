import { useSignedIn } from "../access/signed-in";
import { useMutation } from "../api/query";
import { useQueryClient } from "../api/query-client";
import { Confirm } from "../components/dialog";
import { ProblemNotice } from "../components/notice";
import type { Profile } from "./answers";
import { deleteProfile, PROFILES_KEY } from "./requests";

interface DeleteProfileProps {
  readonly profile: Profile;
  readonly close: (said?: string) => void;
}

export function DeleteProfile({ profile, close }: DeleteProfileProps) {
  const { api } = useSignedIn();
  const queries = useQueryClient();
  const { mutate, isPending, error } = useMutation(() => deleteProfile(api, profile), {
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: PROFILES_KEY });
      close(`${profile.name} was deleted.`);
    },
  });
  return (
    <Confirm
      title={`Delete ${profile.name}?`}
      action="Delete"
      isDangerous
      isBusy={isPending}
      confirm={() => mutate(undefined)}
      cancel={() => close()}
    >
      <ProblemNotice problem={error} />
      <p>A profile that a user has cannot be deleted. Give those users another one first.</p>
    </Confirm>
  );
}
