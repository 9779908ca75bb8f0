import { createContext } from "preact";
import { useContext, useEffect, useReducer, useRef } from "preact/hooks";

// A smaller difference between the two clocks is the time that the answer took to arrive.
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

  /** Takes over the server's time from an answer, so that durations are right even if this computer's clock is wrong. */
  adjust(serverTime: string): void {
    const offset = Date.parse(serverTime) - Date.now();
    if (Number.isNaN(offset) || Math.abs(offset - this.offset) <= TOLERANCE_MILLISECONDS) return;
    this.offset = Math.abs(offset) <= TOLERANCE_MILLISECONDS ? 0 : offset;
    this.tick();
  }

  /** Calls back every second while the page is visible. Returns the function that stops it. */
  onTick(listener: () => void): () => void {
    this.listeners.add(listener);
    this.timer ??= setInterval(() => this.tick(), TICK_MILLISECONDS);
    return () => this.remove(listener);
  }

  private remove(listener: () => void): void {
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

/** What `compute` returns now; the component renders again only when that changes. */
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
