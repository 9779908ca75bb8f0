import { beforeEach, describe, expect, it, vi } from "vitest";
import { Problem } from "../../src/api/problem";
import { type BoardEvent, EMPTY_BOARD, reduceBoard } from "../../src/live/board";
import { Feed, type FeedPorts } from "../../src/live/feed";
import { LiveSocket, type RawListener } from "../../src/live/socket";
import { aMessage, aSnapshot, aUser } from "../samples";

/** A server whose socket and API can be switched off, and the board that the feed updates. */
class World {
  socketWorks = true;
  apiWorks = true;
  ticketWorks = true;
  isHidden = false;
  retryAfter: number | null = null;
  ticketRetryAfter: number | null = null;
  users = [aUser("101")];
  board = EMPTY_BOARD;
  tickets = 0;
  readings = 0;
  sent: string[] = [];
  raw: RawListener | null = null;
  events: BoardEvent[] = [];
  readonly feed = new Feed(this.ports());

  private ports(): FeedPorts {
    return {
      snapshot: async () => this.snapshot(),
      ticket: async () => this.ticket(),
      open: (ticket, listener) =>
        new LiveSocket((_, raw) => this.open(raw), `ws://console/live?ticket=${ticket}`, listener),
      dispatch: (event) => this.dispatch(event),
      now: () => Date.now(),
      adjustClock: () => undefined,
      hidden: () => this.isHidden,
      random: () => 0,
    };
  }

  private snapshot() {
    this.readings += 1;
    if (!this.apiWorks) throw new Problem(503, "Busy", "", this.retryAfter);
    return aSnapshot(this.users);
  }

  private ticket(): string {
    this.tickets += 1;
    if (!this.ticketWorks) throw new Problem(429, "Too Many Requests", "", this.ticketRetryAfter);
    return `t${this.tickets}`;
  }

  private open(raw: RawListener) {
    this.raw = raw;
    queueMicrotask(() => (this.socketWorks ? raw.opened() : raw.closed()));
    return { send: (frame: string) => this.sent.push(frame), close: () => undefined };
  }

  private dispatch(event: BoardEvent): void {
    this.events.push(event);
    this.board = reduceBoard(this.board, event);
  }

  async start(): Promise<void> {
    this.feed.start();
    await pass(0);
  }

  push(...message: Parameters<typeof aMessage>): void {
    this.raw?.received(JSON.stringify(aMessage(...message)));
  }

  /** How many snapshots are read in a time. */
  async readingsIn(milliseconds: number): Promise<number> {
    const before = this.readings;
    await pass(milliseconds);
    return this.readings - before;
  }
}

async function pass(milliseconds: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(milliseconds);
}

async function polling(): Promise<World> {
  const world = new World();
  world.socketWorks = false;
  await world.start();
  await pass(600);
  return world;
}

beforeEach(() => {
  vi.useFakeTimers();
});

describe("a feed", () => {
  it("is live once its socket is open", async () => {
    const world = new World();
    await world.start();
    expect([world.board.connection, world.board.users.size]).toEqual(["live", 1]);
  });

  it("reads a snapshot again when the socket has opened", async () => {
    const world = new World();
    await world.start();
    expect(world.readings).toBe(2);
  });

  it("shows what is pushed", async () => {
    const world = new World();
    await world.start();
    world.push([aUser("101", { version: 2, status: "Ringing" })]);
    expect([...world.board.users.values()][0]?.status).toBe("Ringing");
  });

  it("keeps what is pushed while a snapshot without it is on its way", async () => {
    const world = new World();
    await world.start();
    world.feed.retry();
    world.push([aUser("102", { version: 1 })]);
    await pass(0);
    expect(world.board.users.size).toBe(2);
  });

  it("reads a snapshot when the server asks for it", async () => {
    const world = new World();
    await world.start();
    world.raw?.received('{"type":"resync"}');
    expect(await world.readingsIn(300)).toBe(1);
  });

  it("does not forget to read again when a push follows", async () => {
    const world = new World();
    await world.start();
    world.raw?.received('{"type":"resync"}');
    world.push([aUser("101", { version: 2 })]);
    expect(await world.readingsIn(300)).toBe(1);
  });

  it("reads a snapshot after two minutes without a push, since pushes can get lost", async () => {
    const world = new World();
    await world.start();
    expect([await world.readingsIn(119_000), await world.readingsIn(1_000)]).toEqual([0, 1]);
  });

  it("that is stopped sends no more requests", async () => {
    const world = await polling();
    world.feed.stop();
    expect([await world.readingsIn(300_000), world.raw === null]).toEqual([0, false]);
  });
});

describe("a lost socket", () => {
  it("is opened again with a new ticket, and a snapshot is read", async () => {
    const world = new World();
    await world.start();
    await pass(10_000);
    world.raw?.closed();
    expect(world.board.connection).toBe("reconnecting");
    expect(await world.readingsIn(500)).toBe(1);
    expect([world.board.connection, world.tickets]).toEqual(["live", 2]);
  });

  it("twice in a row makes the page poll every five seconds", async () => {
    const world = await polling();
    expect(world.board.connection).toBe("polling");
    expect(await world.readingsIn(25_000)).toBe(5);
  });

  it("without a ticket makes the page poll as well", async () => {
    const world = new World();
    world.ticketWorks = false;
    await world.start();
    await pass(600);
    expect(world.board.connection).toBe("polling");
  });

  it("waits for a ticket as long as the server asks", async () => {
    const world = new World();
    world.ticketWorks = false;
    world.ticketRetryAfter = 30;
    await world.start();
    await pass(29_000);
    expect(world.tickets).toBe(1);
    await pass(1_000);
    expect(world.tickets).toBe(2);
  });

  it("that a newer page of the same person replaced is opened again only when someone looks", async () => {
    const world = new World();
    await world.start();
    world.raw?.received('{"type":"superseded"}');
    world.raw?.closed();
    await pass(10 * 60_000);
    expect([world.tickets, world.board.connection]).toEqual([1, "polling"]);
    world.feed.wake();
    await pass(0);
    expect([world.tickets, world.board.connection]).toEqual([2, "live"]);
  });

  it("that opens and closes at once counts as failed", async () => {
    const world = new World();
    await world.start();
    world.raw?.closed();
    await pass(500);
    world.raw?.closed();
    expect(world.board.connection).toBe("polling");
  });

  it("is tried again with growing pauses of a minute at most", async () => {
    const world = await polling();
    const counts = [];
    for (let minute = 0; minute < 6; minute += 1) {
      const before = world.tickets;
      await pass(60_000);
      counts.push(world.tickets - before);
    }
    expect(counts[0]).toBeLessThanOrEqual(6);
    expect(counts.slice(3)).toEqual([2, 2, 2]);
  });

  it("ends the polling when it is back", async () => {
    const world = await polling();
    world.socketWorks = true;
    await pass(60_000);
    expect(world.board.connection).toBe("live");
    expect(await world.readingsIn(60_000)).toBeLessThanOrEqual(1);
  });

  it("polls once a minute while the page is hidden", async () => {
    const world = await polling();
    world.isHidden = true;
    await pass(5_000);
    expect(await world.readingsIn(120_000)).toBe(2);
  });
});

describe("waking", () => {
  it("reads at once when the page is visible again while it polls", async () => {
    const world = await polling();
    world.isHidden = true;
    await pass(30_000);
    world.isHidden = false;
    const before = world.readings;
    world.feed.wake();
    await pass(0);
    expect(world.readings).toBeGreaterThan(before);
  });

  it("pings a live socket", async () => {
    const world = new World();
    await world.start();
    world.feed.wake();
    expect(world.sent).toEqual(['{"action":"ping"}']);
  });
});

describe("a snapshot that cannot be read", () => {
  it("keeps the lines and shows the problem", async () => {
    const world = await polling();
    world.apiWorks = false;
    await pass(5_000);
    expect([world.board.users.size, world.board.problem?.title]).toEqual([1, "Busy"]);
  });

  it("is tried again with growing pauses until it succeeds", async () => {
    const world = new World();
    world.apiWorks = false;
    await world.start();
    expect(await world.readingsIn(60_000)).toBeLessThanOrEqual(8);
    world.apiWorks = true;
    await pass(60_000);
    expect([world.board.loaded, world.board.problem]).toEqual([true, null]);
  });

  it("waits as long as the server asks", async () => {
    const world = await polling();
    world.apiWorks = false;
    world.retryAfter = 40;
    await pass(5_000);
    expect([await world.readingsIn(39_000), await world.readingsIn(1_000)]).toEqual([0, 1]);
  });
});
