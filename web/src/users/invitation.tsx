import type { User } from "./answers";
import { Section } from "./change-section";
import { useUserChange } from "./keep-user";
import { inviteAgain } from "./requests";
import { invitationWords } from "./words";

/** Invitations are queued: mail providers allow so many a day. */
export function InvitationSection({ user }: { readonly user: User }) {
  const { mutate, isPending, error } = useUserChange((api) => inviteAgain(api, user));
  const { state } = user.invitation;
  return (
    <Section name="invitation" title="Invitation" problem={error}>
      <p data-invitation={state}>{invitationWords(user.invitation)}</p>
      {user.active && state !== "signed_in" && (
        <button
          type="button"
          class="quiet"
          data-action="invite"
          disabled={isPending || state === "queued"}
          onClick={() => mutate(undefined)}
        >
          {state === "none" ? "Invite" : "Invite again"}
        </button>
      )}
    </Section>
  );
}
