import type { Problem } from "../api/problem";
import { MessagePage } from "../components/message-page";
import type { Session } from "./session";

/** The pages of a visit before someone is signed in, and after a refusal. */

export function SignedOut({
  session,
  reason,
}: {
  readonly session: Session;
  readonly reason: string | null;
}) {
  return (
    <MessagePage page="signed-out" title={reason === null ? "Your contact centre's calls" : "Welcome back"}>
      <p>{reason ?? "Who is on the phone now, and what was recorded, in your RingCentral account."}</p>
      <button type="button" class="primary" data-action="sign-in" onClick={() => void session.signIn()}>
        Sign in
      </button>
    </MessagePage>
  );
}

interface ProblemProps {
  readonly session: Session;
  readonly problem: Problem;
}

export function Forbidden({ session, problem }: ProblemProps) {
  return (
    <MessagePage page="forbidden" title="You are signed in, but have no access">
      <p>{problem.detail || problem.title}</p>
      <p>An administrator of Ringkeep can add you as a user, or activate you again.</p>
      <div class="actions">
        <Retry session={session} />
        <button type="button" class="quiet" data-action="sign-out" onClick={() => void session.signOut()}>
          Sign out
        </button>
      </div>
    </MessagePage>
  );
}

export function Failed({ session, problem }: ProblemProps) {
  return (
    <MessagePage page="failed" title={problem.title}>
      <p>{problem.detail}</p>
      <Retry session={session} />
    </MessagePage>
  );
}

function Retry({ session }: { readonly session: Session }) {
  return (
    <button type="button" class="primary" data-action="retry" onClick={() => void session.start()}>
      Try again
    </button>
  );
}
