import { createContext } from "preact";
import { useContext, useEffect, useReducer, useRef } from "preact/hooks";

// Below this a difference between the two clocks is only the answer's way here.
const TOLERANCE_MILLISECONDS = 2_000;
const TICK_MILLISECONDS = 1_000;

/** The server's time, and one timer for everything on the page that counts seconds. */
export class Clock {
  private offset = 0;
  private timer: ReturnType<typeof setInterval> | null = null;
  private readonly listeners = new Set<() => void>();

  constructor() {
    document.addEventListener("visibilitychange", () => this.tick());
  }

  /** Milliseconds since 1970 by the server's clock. */
  now(): number {
    return Date.now() + this.offset;
  }

  /** Learns the server's time from an answer, so that a wrong clock here shows no wrong durations. */
  adjust(serverTime: string): void {
    const offset = Date.parse(serverTime) - Date.now();
    if (Number.isNaN(offset) || Math.abs(offset - this.offset) <= TOLERANCE_MILLISECONDS) return;
    this.offset = Math.abs(offset) <= TOLERANCE_MILLISECONDS ? 0 : offset;
    this.tick();
  }

  /** Calls back each second while the page can be seen. Answers the function that ends it. */
  onTick(listener: () => void): () => void {
    this.listeners.add(listener);
    this.timer ??= setInterval(() => this.tick(), TICK_MILLISECONDS);
    return () => this.leave(listener);
  }

  private leave(listener: () => void): void {
    this.listeners.delete(listener);
    if (this.listeners.size > 0 || this.timer === null) return;
    clearInterval(this.timer);
    this.timer = null;
  }

  private tick(): void {
    if (document.hidden) return;
    for (const listener of this.listeners) listener();
  }
}

export const ClockContext = createContext<Clock>(new Clock());

/** What `compute` answers now; the component renders again only when that changes. */
export function useTicking<T extends string | number | boolean>(compute: (now: number) => T): T {
  const clock = useContext(ClockContext);
  const shown = useRef<T | null>(null);
  const [, renderAgain] = useReducer((count: number) => count + 1, 0);
  shown.current = compute(clock.now());
  useEffect(() =>
    clock.onTick(() => {
      if (compute(clock.now()) !== shown.current) renderAgain(undefined);
    }),
  );
  return shown.current;
}
