import type { Session, Stage } from "./access/session";
import type { Problem } from "./api/problem";
import { Plate } from "./components/plate";
import { useStore } from "./components/store";
import { RealtimePage } from "./live/page";

const PATHS: readonly string[] = ["/", "/realtime"];

/** The page for each stage of a visit. */
export function App({ session }: { readonly session: Session }) {
  const stage = useStore<Stage>(session.stages);
  switch (stage.name) {
    case "starting":
      return <Plate page="loading" title="One moment…" busy />;
    case "signing-in":
      return <Plate page="signing-in" title="Signing you in…" busy />;
    case "signed-out":
      return <SignedOut session={session} reason={stage.reason} />;
    case "forbidden":
      return <Forbidden session={session} problem={stage.problem} />;
    case "failed":
      return <Failed session={session} problem={stage.problem} />;
    case "ready":
      if (!PATHS.includes(window.location.pathname)) return <NotFound />;
      return (
        <RealtimePage
          key={stage.me.username}
          me={stage.me}
          api={stage.api}
          livePath={stage.livePath}
          signOut={() => void session.signOut()}
        />
      );
  }
}

function SignedOut({ session, reason }: { readonly session: Session; readonly reason: string | null }) {
  return (
    <Plate page="signed-out" title={reason === null ? "Who is on the phone now" : "Welcome back"}>
      <p>{reason ?? "Every line of your RingCentral account, as it is this second."}</p>
      <button type="button" class="primary" data-action="sign-in" onClick={() => void session.signIn()}>
        Sign in
      </button>
    </Plate>
  );
}

function Forbidden({ session, problem }: { readonly session: Session; readonly problem: Problem }) {
  return (
    <Plate page="forbidden" title="You are signed in, but may not see this">
      <p>{problem.detail || problem.title}</p>
      <p>An administrator of Ringkeep can give you the role Administrator, Manager or Agent.</p>
      <div class="actions">
        <Retry session={session} />
        <button type="button" class="quiet" data-action="sign-out" onClick={() => void session.signOut()}>
          Sign out
        </button>
      </div>
    </Plate>
  );
}

function NotFound() {
  return (
    <Plate page="not-found" title="There is no such page">
      <p>The address may be misspelt.</p>
      <a class="primary" href="/realtime">
        Go to Realtime
      </a>
    </Plate>
  );
}

function Failed({ session, problem }: { readonly session: Session; readonly problem: Problem }) {
  return (
    <Plate page="failed" title={problem.title}>
      <p>{problem.detail}</p>
      <Retry session={session} />
    </Plate>
  );
}

function Retry({ session }: { readonly session: Session }) {
  return (
    <button type="button" class="primary" data-action="retry" onClick={() => void session.start()}>
      Try again
    </button>
  );
}
