import { useState } from "preact/hooks";
import type { Me } from "../access/answers";
import { useSignedIn } from "../access/signed-in";
import { Clock, ClockContext } from "../components/clock";
import { useHeaderServices } from "../components/header-services";
import { Page } from "../components/page";
import { useStore } from "../components/store";
import type { PageProps } from "../pages";
import type { Board } from "./board";
import { ConnectionState } from "./connection";
import { Lines } from "./lines";
import { useLiveBoard } from "./live-board";
import { MyPhone } from "./my-phone";
import { Notices, ServiceStates, useDisconnected } from "./notices";
import { FirstReading } from "./states";
import { Summary } from "./summary";

/** Who is on the phone now; for an agent their own phone only. */
export default function RealtimePage({ title }: PageProps) {
  const [clock] = useState(() => new Clock());
  return (
    <ClockContext.Provider value={clock}>
      <LivePage title={title} clock={clock} />
    </ClockContext.Provider>
  );
}

function LivePage({ title, clock }: PageProps & { readonly clock: Clock }) {
  const { me, api, livePath } = useSignedIn();
  const { store, feed } = useLiveBoard(api, livePath, clock);
  const board = useStore<Board>(store);
  useHeaderServices([...board.services.keys()]);
  const head = (
    <>
      <ConnectionState connection={board.connection} />
      <ServiceStates board={board} />
    </>
  );
  return (
    <Page name={me.visibility === "self" ? "my-phone" : "realtime"} title={title} head={head}>
      <Content me={me} board={board} retry={() => feed.retry()} />
    </Page>
  );
}

interface ContentProps {
  readonly me: Me;
  readonly board: Board;
  readonly retry: () => void;
}

function Content({ me, board, retry }: ContentProps) {
  const disconnected = useDisconnected(board);
  return (
    <>
      {!board.loaded && <FirstReading problem={board.problem} retry={retry} />}
      {board.loaded && <Notices board={board} disconnected={disconnected} />}
      {board.loaded && me.visibility === "self" && (
        <MyPhone me={me} board={board} disconnected={disconnected} />
      )}
      {board.loaded && me.visibility !== "self" && <Lines board={board} disconnected={disconnected} />}
      <Summary board={board} disconnected={disconnected} />
    </>
  );
}
