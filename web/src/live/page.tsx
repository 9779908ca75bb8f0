import { useEffect, useMemo, useState } from "preact/hooks";
import type { Me } from "../access/answers";
import type { ApiClient } from "../api/client";
import { Clock, ClockContext } from "../components/clock";
import { Header } from "../components/header";
import { useStore } from "../components/store";
import type { Board } from "./board";
import { ConnectionState } from "./connection";
import { Lines } from "./lines";
import { useLiveBoard } from "./live-board";
import { MyPhone } from "./my-phone";
import { Notices, ServiceStates, useOutOfTouch } from "./notices";
import { FirstReading } from "./states";
import { Summary } from "./summary";

interface RealtimePageProps {
  readonly me: Me;
  readonly api: ApiClient;
  readonly livePath: string;
  readonly signOut: () => void;
}

/** Who is on the phone now; for an agent their own phone alone. */
export function RealtimePage({ me, api, livePath, signOut }: RealtimePageProps) {
  const [clock] = useState(() => new Clock());
  const { store, feed } = useLiveBoard(api, livePath, clock);
  const board = useStore<Board>(store);
  const services = useMemo(() => [...board.services.keys()], [board.services]);
  const title = me.role === "Agent" ? "My phone" : "Realtime";
  useEffect(() => {
    document.title = `${title} · Ringkeep`;
  }, [title]);
  return (
    <ClockContext.Provider value={clock}>
      <Header me={me} services={services} signOut={signOut} />
      <main id="content" tabIndex={-1} class="page" data-page={me.role === "Agent" ? "my-phone" : "realtime"}>
        <Content title={title} me={me} board={board} retry={() => feed.retry()} />
      </main>
    </ClockContext.Provider>
  );
}

interface ContentProps {
  readonly title: string;
  readonly me: Me;
  readonly board: Board;
  readonly retry: () => void;
}

function Content({ title, me, board, retry }: ContentProps) {
  const outOfTouch = useOutOfTouch(board);
  return (
    <>
      <div class="page-head">
        <h1>{title}</h1>
        <ConnectionState connection={board.connection} />
        <ServiceStates board={board} />
      </div>
      {!board.loaded && <FirstReading problem={board.problem} retry={retry} />}
      {board.loaded && <Notices board={board} outOfTouch={outOfTouch} />}
      {board.loaded && me.role === "Agent" && <MyPhone me={me} board={board} outOfTouch={outOfTouch} />}
      {board.loaded && me.role !== "Agent" && <Lines board={board} outOfTouch={outOfTouch} />}
      <Summary board={board} outOfTouch={outOfTouch} />
    </>
  );
}
