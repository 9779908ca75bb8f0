import { useEffect, useMemo } from "preact/hooks";
import type { ApiClient } from "../api/client";
import type { Clock } from "../components/clock";
import { createStore, type Store } from "../components/store";
import { type Board, type BoardEvent, EMPTY_BOARD, reduceBoard } from "./board";
import { Feed } from "./feed";
import { issueTicket, readSnapshot } from "./requests";
import { LiveSocket, openWebSocket, socketAddress } from "./socket";

export interface LiveBoard {
  readonly store: Store<Board, BoardEvent>;
  readonly feed: Feed;
}

/** A board that a feed keeps up to date as long as the component is mounted. */
export function useLiveBoard(api: ApiClient, livePath: string, clock: Clock): LiveBoard {
  const live = useMemo(() => liveBoard(api, livePath, clock), [api, livePath, clock]);
  useEffect(() => run(live.feed), [live]);
  return live;
}

function liveBoard(api: ApiClient, livePath: string, clock: Clock): LiveBoard {
  const store = createStore(reduceBoard, EMPTY_BOARD);
  const feed = new Feed({
    snapshot: () => readSnapshot(api),
    ticket: () => issueTicket(api),
    open: (ticket, listener) =>
      new LiveSocket(openWebSocket, socketAddress(window.location.origin, livePath, ticket), listener),
    dispatch: (event) => store.dispatch(event),
    now: () => clock.now(),
    adjustClock: (serverTime) => clock.adjust(serverTime),
    hidden: () => document.hidden,
    random: () => Math.random(),
  });
  return { store, feed };
}

function run(feed: Feed): () => void {
  const wake = () => feed.wake();
  feed.start();
  document.addEventListener("visibilitychange", wake);
  window.addEventListener("online", wake);
  return () => {
    document.removeEventListener("visibilitychange", wake);
    window.removeEventListener("online", wake);
    feed.stop();
  };
}
