import type { Session, Stage } from "./access/session";
import { Failed, Forbidden, SignedOut } from "./access/stages";
import { Plate } from "./components/plate";
import { useStore } from "./components/store";
import { Frame } from "./frame";

/** What is shown at each stage of a visit. */
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
      return <Frame key={stage.me.username} signedIn={stage} signOut={() => void session.signOut()} />;
  }
}
