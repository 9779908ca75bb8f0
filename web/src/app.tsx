import type { Session, Stage } from "./access/session";
import { Failed, Forbidden, SignedOut } from "./access/stages";
import { MessagePage } from "./components/message-page";
import { useStore } from "./components/store";
import { Frame } from "./frame";

/** What is shown at each stage of a visit. */
export function App({ session }: { readonly session: Session }) {
  const stage = useStore<Stage>(session.stages);
  switch (stage.name) {
    case "starting":
      return <MessagePage page="loading" title="Loading…" busy />;
    case "signing-in":
      return <MessagePage page="signing-in" title="Signing you in…" busy />;
    case "signed-out":
      return <SignedOut session={session} reason={stage.reason} />;
    case "forbidden":
      return <Forbidden session={session} problem={stage.problem} />;
    case "failed":
      return <Failed session={session} problem={stage.problem} />;
    case "ready":
      return (
        <Frame
          key={stage.me.username}
          signedIn={stage}
          signOut={() => void session.signOut()}
          signOutIdle={() => void session.signOutIdle()}
        />
      );
  }
}
