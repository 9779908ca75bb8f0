import { type Problem, problemFrom } from "../api/problem";
import type { LiveMessage, RealtimeSnapshot, UsersMessage } from "./answers";
import type { BoardEvent, Connection } from "./board";
import type { LiveSocket, SocketListener } from "./socket";

const POLL_MILLISECONDS = 5_000;
const POLL_HIDDEN_MILLISECONDS = 60_000;
// A push can get lost: after this long without one the snapshot is read again.
const QUIET_MILLISECONDS = 120_000;
const LONGEST_WAIT_MILLISECONDS = 60_000;
const FIRST_WAIT_MILLISECONDS = 1_000;
// A socket that closes sooner counts as failed.
const STEADY_MILLISECONDS = 10_000;
const FAILURES_BEFORE_POLLING = 2;
// Every page gets the request to read again at the same moment.
const RESYNC_SPREAD_MILLISECONDS = 300;

type Timer = ReturnType<typeof setTimeout> | undefined;

/** What the feed needs from outside. */
export interface FeedPorts {
  snapshot(): Promise<RealtimeSnapshot>;
  ticket(): Promise<string>;
  open(ticket: string, listener: SocketListener): LiveSocket;
  dispatch(event: BoardEvent): void;
  /** The server's time in milliseconds. */
  now(): number;
  /** Takes over the server's time from an answer. */
  adjustClock(serverTime: string): void;
  hidden(): boolean;
  /** At least 0, less than 1. */
  random(): number;
}

/** Keeps a board up to date: by the socket, by polling while the socket fails, and by a snapshot after each connection. */
export class Feed {
  private running = false;
  private connection: Connection = "connecting";
  private socket: LiveSocket | null = null;
  private socketFailures = 0;
  private readFailures = 0;
  private reading = false;
  private readAgain = false;
  private connecting = false;
  private resyncDue = false;
  private superseded = false;
  private pushedWhileReading: UsersMessage[] = [];
  private lastReadAt = 0;
  private readTimer: Timer;
  private connectTimer: Timer;
  private steadyTimer: Timer;

  constructor(private readonly ports: FeedPorts) {}

  start(): void {
    this.running = true;
    void this.read();
    void this.connect();
  }

  stop(): void {
    this.running = false;
    this.socket?.close();
    this.socket = null;
    for (const timer of [this.readTimer, this.connectTimer, this.steadyTimer]) clearTimeout(timer);
  }

  /** The page is visible again or the network is back: check now instead of at the next interval. */
  wake(): void {
    if (!this.running || this.ports.hidden()) return;
    this.superseded = false;
    if (this.connection === "live") this.socket?.ping();
    else this.connectSoon(0);
    if (Date.now() - this.lastReadAt >= POLL_MILLISECONDS) void this.read();
  }

  /** The user asks to try again. */
  retry(): void {
    this.readFailures = 0;
    void this.read();
  }

  // --- the snapshot ---

  private async read(): Promise<void> {
    if (this.reading) {
      this.readAgain = true;
      return;
    }
    this.beginReading();
    try {
      this.snapshotRead(await this.ports.snapshot());
    } catch (error) {
      this.readFailed(problemFrom(error));
    }
    this.endReading();
  }

  private beginReading(): void {
    clearTimeout(this.readTimer);
    this.reading = true;
    this.readAgain = false;
    this.resyncDue = false;
    this.pushedWhileReading = [];
  }

  // Changes that were pushed meanwhile may be newer than the snapshot: they are applied again, on top of it.
  private snapshotRead(snapshot: RealtimeSnapshot): void {
    if (!this.running) return;
    this.readFailures = 0;
    this.lastReadAt = Date.now();
    this.ports.adjustClock(snapshot.as_of);
    this.ports.dispatch({ type: "snapshot", snapshot, at: this.ports.now() });
    for (const message of this.pushedWhileReading) this.apply(message);
  }

  private readFailed(problem: Problem): void {
    if (!this.running) return;
    this.readFailures += 1;
    this.ports.dispatch({ type: "problem", problem });
    this.readSoon(Math.max(this.waitAfter(this.readFailures), (problem.retryAfterSeconds ?? 0) * 1000));
  }

  private endReading(): void {
    this.reading = false;
    if (!this.running) return;
    if (this.readAgain) void this.read();
    else if (this.readFailures === 0) this.readSoon(this.untilNextReading());
  }

  private readSoon(delay: number): void {
    clearTimeout(this.readTimer);
    this.readTimer = setTimeout(() => void this.read(), delay);
  }

  private untilNextReading(): number {
    if (this.connection !== "polling") return QUIET_MILLISECONDS;
    return this.ports.hidden() ? POLL_HIDDEN_MILLISECONDS : POLL_MILLISECONDS;
  }

  // --- the socket ---

  private async connect(): Promise<void> {
    if (this.connecting) return;
    this.connecting = true;
    try {
      const ticket = await this.ports.ticket();
      if (this.running) this.socket = this.ports.open(ticket, this.listener());
    } catch (error) {
      this.lost((problemFrom(error).retryAfterSeconds ?? 0) * 1000);
    } finally {
      this.connecting = false;
    }
  }

  private listener(): SocketListener {
    return {
      opened: () => this.opened(),
      received: (message) => this.received(message),
      closed: () => this.lost(),
    };
  }

  private opened(): void {
    this.setConnection("live");
    this.steadyTimer = setTimeout(() => {
      this.socketFailures = 0;
    }, STEADY_MILLISECONDS);
    void this.read();
  }

  private received(message: LiveMessage): void {
    if (message.type === "resync") this.readAgainSoon();
    else if (message.type === "superseded") this.superseded = true;
    else if (message.type === "users") this.usersChanged(message);
  }

  private readAgainSoon(): void {
    if (this.reading) this.readAgain = true;
    else if (!this.resyncDue) this.readSoon(this.ports.random() * RESYNC_SPREAD_MILLISECONDS);
    this.resyncDue = true;
  }

  private usersChanged(message: UsersMessage): void {
    if (this.reading) this.pushedWhileReading.push(message);
    else if (this.readFailures === 0 && !this.resyncDue) this.readSoon(QUIET_MILLISECONDS);
    this.apply(message);
  }

  private apply(message: UsersMessage): void {
    this.ports.dispatch({ type: "message", message, at: this.ports.now() });
  }

  private lost(atLeast = 0): void {
    if (!this.running) return;
    this.socket = null;
    clearTimeout(this.steadyTimer);
    // A newer page of the same person took the place of this one, which polls until someone looks at it.
    if (this.superseded) {
      this.beginPolling();
      return;
    }
    this.socketFailures += 1;
    this.connectSoon(Math.max(atLeast, this.waitAfter(this.socketFailures)));
    if (this.socketFailures < FAILURES_BEFORE_POLLING) this.setConnection("reconnecting");
    else this.beginPolling();
  }

  private beginPolling(): void {
    if (this.connection === "polling") return;
    this.setConnection("polling");
    if (this.readFailures === 0) void this.read();
  }

  private connectSoon(delay: number): void {
    if (this.socket !== null) return;
    clearTimeout(this.connectTimer);
    this.connectTimer = setTimeout(() => void this.connect(), delay);
  }

  private setConnection(connection: Connection): void {
    this.connection = connection;
    this.ports.dispatch({ type: "connection", connection });
  }

  // The wait doubles with each failure. Half of it is random, so that pages that lost the same server do not all
  // return at once.
  private waitAfter(failures: number): number {
    const whole = Math.min(LONGEST_WAIT_MILLISECONDS, FIRST_WAIT_MILLISECONDS * 2 ** (failures - 1));
    return whole / 2 + (this.ports.random() * whole) / 2;
  }
}
