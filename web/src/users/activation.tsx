import { useState } from "preact/hooks";
import { may } from "../access/rights";
import { useSignedIn } from "../access/signed-in";
import { Confirm } from "../components/dialog";
import type { User } from "./answers";
import { Section } from "./change-section";
import { ActiveBadge } from "./columns";
import { useUserChange } from "./keep-user";
import { changeUser } from "./requests";

/** Deactivating ends someone's access; nothing of theirs is deleted. */
export function ActivationSection({ user }: { readonly user: User }) {
  const { me } = useSignedIn();
  const [isAsking, ask] = useState(false);
  const { mutate, isPending, error } = useUserChange((api, active: boolean) =>
    changeUser(api, user, { active }),
  );
  const change = () => {
    mutate(!user.active);
    ask(false);
  };
  return (
    <Section name="activation" title="Access" problem={error}>
      <p>
        <ActiveBadge active={user.active} />{" "}
        {user.active ? "The person may sign in." : "The person cannot sign in, and takes no licence."}
      </p>
      <button
        type="button"
        class={user.active ? "quiet dangerous" : "quiet"}
        data-action={user.active ? "deactivate" : "activate"}
        disabled={isPending}
        onClick={() => ask(true)}
      >
        {user.active ? "Deactivate" : "Activate"}
      </button>
      {may(me, "audit.see") && (
        <a class="link" href={`/configuration/audit?object_kind=user&object_id=${user.id}`}>
          What was done to this user
        </a>
      )}
      {isAsking && (
        <Confirm
          title={user.active ? `Deactivate ${user.name}?` : `Activate ${user.name}?`}
          action={user.active ? "Deactivate" : "Activate"}
          isDangerous={user.active}
          confirm={change}
          cancel={() => ask(false)}
        >
          <p>{user.active ? WHAT_ENDS : "The person may sign in again, and takes their licences again."}</p>
        </Confirm>
      )}
    </Section>
  );
}

const WHAT_ENDS =
  "Their access ends within a minute, open pages too, and their licences become free. Their recordings stay, and their manager still sees them.";
