import type { Problem } from "../api/problem";
import type { RealtimeService, RealtimeSnapshot, RealtimeUser, UserKey, UsersMessage } from "./answers";

/** How changes reach the page. `polling`: the socket does not stay open, so the page asks every few seconds. */
export type Connection = "connecting" | "live" | "reconnecting" | "polling";

/** The state of the Realtime page. */
export interface Board {
  readonly loaded: boolean;
  readonly connection: Connection;
  readonly users: ReadonlyMap<string, RealtimeUser>;
  readonly services: ReadonlyMap<string, RealtimeService>;
  /** When the server last answered or pushed a change: milliseconds by the server's clock. */
  readonly lastContactAt: number | null;
  /** Why the last snapshot could not be read; null after a success. */
  readonly problem: Problem | null;
}

export type BoardEvent =
  | { readonly type: "snapshot"; readonly snapshot: RealtimeSnapshot; readonly at: number }
  | { readonly type: "message"; readonly message: UsersMessage; readonly at: number }
  | { readonly type: "connection"; readonly connection: Connection }
  | { readonly type: "problem"; readonly problem: Problem };

export const EMPTY_BOARD: Board = {
  loaded: false,
  connection: "connecting",
  users: new Map(),
  services: new Map(),
  lastContactAt: null,
  problem: null,
};

export function keyOf(user: UserKey): string {
  return `${user.service}/${user.account_id}/${user.extension_id}`;
}

export function reduceBoard(board: Board, event: BoardEvent): Board {
  switch (event.type) {
    case "snapshot":
      return afterSnapshot(board, event.snapshot, event.at);
    case "message":
      return afterMessage(board, event.message, event.at);
    case "connection":
      return board.connection === event.connection ? board : { ...board, connection: event.connection };
    case "problem":
      return { ...board, problem: event.problem };
  }
}

// A snapshot may be older than a change that was pushed while it was read: the higher version wins.
function afterSnapshot(board: Board, snapshot: RealtimeSnapshot, at: number): Board {
  const users = new Map<string, RealtimeUser>();
  for (const user of snapshot.users) {
    const key = keyOf(user);
    users.set(key, newer(board.users.get(key), user));
  }
  const services = new Map(snapshot.services.map((service) => [service.service, service]));
  return { ...board, loaded: true, users, services, lastContactAt: at, problem: null };
}

function afterMessage(board: Board, message: UsersMessage, at: number): Board {
  return {
    ...board,
    users: mergedUsers(board.users, message),
    services: mergedServices(board.services, message.services),
    lastContactAt: at,
  };
}

function mergedUsers(shown: Board["users"], message: UsersMessage): Board["users"] {
  if (message.users.length === 0 && message.removed.length === 0) return shown;
  const users = new Map(shown);
  for (const removed of message.removed) users.delete(keyOf(removed));
  for (const user of message.users) {
    const key = keyOf(user);
    users.set(key, newer(users.get(key), user));
  }
  return users;
}

function mergedServices(shown: Board["services"], changed: readonly RealtimeService[]): Board["services"] {
  if (changed.length === 0) return shown;
  const services = new Map(shown);
  for (const service of changed) services.set(service.service, service);
  return services;
}

// Keeps the same object when nothing changed, so that its row is not rendered again.
function newer(shown: RealtimeUser | undefined, received: RealtimeUser): RealtimeUser {
  if (shown === undefined || received.version > shown.version) return received;
  return received.version < shown.version || sameUser(shown, received) ? shown : received;
}

function sameUser(one: RealtimeUser, other: RealtimeUser): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
