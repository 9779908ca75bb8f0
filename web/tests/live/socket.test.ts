import { beforeEach, describe, expect, it, vi } from "vitest";
import {
  LiveSocket,
  type OpenRawSocket,
  type RawListener,
  type SocketListener,
  socketAddress,
} from "../../src/live/socket";
import { aMessage, aUser } from "../samples";

const FOUR_MINUTES = 4 * 60_000;

function opening() {
  const sent: string[] = [];
  let raw: RawListener | undefined;
  const close = vi.fn();
  const open: OpenRawSocket = (_, listener) => {
    raw = listener;
    return { send: (frame) => sent.push(frame), close };
  };
  const listener = { opened: vi.fn(), received: vi.fn(), closed: vi.fn() } satisfies SocketListener;
  const socket = new LiveSocket(open, "ws://console/live?ticket=t", listener);
  if (raw === undefined) throw new Error("Nothing was opened");
  return { socket, raw, sent, close, listener };
}

beforeEach(() => {
  vi.useFakeTimers();
});

describe("the address", () => {
  it("is the page's own, with the ticket", () => {
    expect(socketAddress("https://console.example", "/live", "a b")).toBe(
      "wss://console.example/live?ticket=a%20b",
    );
  });

  it("is unencrypted only where the page is", () => {
    expect(socketAddress("http://127.0.0.1:5173", "/live", "t")).toBe("ws://127.0.0.1:5173/live?ticket=t");
  });
});

describe("a socket", () => {
  it("passes messages on", () => {
    const { raw, listener } = opening();
    raw.opened();
    raw.received(JSON.stringify(aMessage([aUser("101")])));
    expect(listener.received).toHaveBeenCalledWith(aMessage([aUser("101")]));
  });

  it("asks for a new snapshot when a frame cannot be read", () => {
    const { raw, listener } = opening();
    raw.received("{");
    expect(listener.received).toHaveBeenCalledWith({ type: "resync" });
  });

  it("pings every four minutes", () => {
    const { raw, sent } = opening();
    raw.opened();
    vi.advanceTimersByTime(FOUR_MINUTES);
    raw.received('{"type":"pong"}');
    vi.advanceTimersByTime(FOUR_MINUTES);
    expect(sent).toEqual(['{"action":"ping"}', '{"action":"ping"}']);
  });

  it("does not pass a pong on", () => {
    const { raw, listener } = opening();
    raw.received('{"type":"pong"}');
    expect(listener.received).not.toHaveBeenCalled();
  });

  it("that leaves a ping unanswered for ten seconds is closed", () => {
    const { raw, listener, close } = opening();
    raw.opened();
    vi.advanceTimersByTime(FOUR_MINUTES + 10_000);
    expect([listener.closed.mock.calls.length, close.mock.calls.length]).toEqual([1, 1]);
  });

  it("that does not open within ten seconds is closed", () => {
    const { listener } = opening();
    vi.advanceTimersByTime(10_000);
    expect(listener.closed).toHaveBeenCalledTimes(1);
  });

  it("reports its end once", () => {
    const { raw, listener } = opening();
    raw.closed();
    raw.closed();
    expect(listener.closed).toHaveBeenCalledTimes(1);
  });

  it("closed by the page reports nothing more", () => {
    const { socket, raw, listener } = opening();
    socket.close();
    raw.closed();
    raw.received(JSON.stringify(aMessage([])));
    vi.advanceTimersByTime(FOUR_MINUTES * 2);
    expect([listener.closed.mock.calls.length, listener.received.mock.calls.length]).toEqual([0, 0]);
  });
});
