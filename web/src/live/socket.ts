import { ContractError } from "../api/reading";
import { type LiveMessage, readLiveMessage } from "./answers";

// API Gateway closes a connection that was idle for ten minutes.
const PING_MILLISECONDS = 4 * 60_000;
const ANSWER_MILLISECONDS = 10_000;

/** What happens on a connection. */
export interface RawListener {
  opened(): void;
  received(frame: unknown): void;
  closed(): void;
}

/** The part of the browser's WebSocket that is used. */
export interface RawSocket {
  send(frame: string): void;
  close(): void;
}

export type OpenRawSocket = (address: string, listener: RawListener) => RawSocket;

/** The browser's own WebSocket. */
export const openWebSocket: OpenRawSocket = (address, listener) => {
  const socket = new WebSocket(address);
  socket.onopen = () => listener.opened();
  socket.onmessage = (event) => listener.received(event.data);
  socket.onclose = () => listener.closed();
  return socket;
};

export interface SocketListener {
  opened(): void;
  received(message: LiveMessage): void;
  /** Called once, when the socket closed, did not open, or no longer answers. */
  closed(): void;
}

export function socketAddress(origin: string, livePath: string, ticket: string): string {
  return `${origin.replace(/^http/, "ws")}${livePath}?ticket=${encodeURIComponent(ticket)}`;
}

/** One connection from opening to its end. A ping without an answer shows that it is dead. */
export class LiveSocket {
  private readonly raw: RawSocket;
  private pingTimer: ReturnType<typeof setTimeout> | undefined;
  private answerTimer: ReturnType<typeof setTimeout> | undefined;
  private over = false;

  constructor(
    open: OpenRawSocket,
    address: string,
    private readonly listener: SocketListener,
  ) {
    this.raw = open(address, {
      opened: () => this.opened(),
      received: (frame) => this.received(frame),
      closed: () => this.end(),
    });
    this.awaitAnswer();
  }

  /** Asks for an answer; without one within ten seconds the socket counts as closed. */
  ping(): void {
    if (this.over) return;
    this.raw.send(JSON.stringify({ action: "ping" }));
    this.awaitAnswer();
  }

  /** Closes without calling the listener. */
  close(): void {
    this.over = true;
    this.stopTimers();
    this.raw.close();
  }

  private opened(): void {
    if (this.over) return;
    this.expectPing();
    this.listener.opened();
  }

  private received(frame: unknown): void {
    if (this.over || typeof frame !== "string") return;
    this.expectPing();
    const message = readable(frame);
    if (message !== null && message.type !== "pong") this.listener.received(message);
  }

  private expectPing(): void {
    this.stopTimers();
    this.pingTimer = setTimeout(() => this.ping(), PING_MILLISECONDS);
  }

  private awaitAnswer(): void {
    this.stopTimers();
    this.answerTimer = setTimeout(() => this.end(), ANSWER_MILLISECONDS);
  }

  private end(): void {
    if (this.over) return;
    this.close();
    this.listener.closed();
  }

  private stopTimers(): void {
    clearTimeout(this.pingTimer);
    clearTimeout(this.answerTimer);
  }
}

// A frame that cannot be read means that a change was missed: the snapshot is read again.
function readable(frame: string): LiveMessage | null {
  try {
    return readLiveMessage(frame);
  } catch (error) {
    if (error instanceof ContractError) return { type: "resync" };
    throw error;
  }
}
