import type { Problem } from "../api/problem";
import type { Part } from "./parts";

export const SLOWEST = 0.5;
export const FASTEST = 3;
export const SPEEDS = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 2.5, 3] as const;

/** `starting`: the audio was asked for. `stopped`: the server, or the audio, ended it. */
export type Status = "idle" | "starting" | "playing" | "paused" | "ended" | "stopped";

/** How the player stands. The position is not part of it: it changes many times a second. */
export interface PlayerState {
  readonly status: Status;
  /** Why it stopped, or could not start. */
  readonly problem: Problem | null;
  readonly speed: number;
  readonly skipsSilence: boolean;
  /** The part that is repeated. */
  readonly loop: Part | null;
  /** Where a part begins whose end was not said yet. */
  readonly loopFrom: number | null;
  /** From -1, only the first channel, to 1, only the second one. */
  readonly balance: number;
  /** Why the channels cannot be balanced; empty if they can. */
  readonly balanceNote: string;
}

export const AT_FIRST: PlayerState = {
  status: "idle",
  problem: null,
  speed: 1,
  skipsSilence: false,
  loop: null,
  loopFrom: null,
  balance: 0,
  balanceNote: "",
};

/** The next speed of the list, slower (-1) or faster (1). */
export function nextSpeed(speed: number, direction: -1 | 1): number {
  const others = SPEEDS.filter((other) => (other - speed) * direction > 0);
  return (direction > 0 ? others[0] : others.at(-1)) ?? speed;
}

export function possibleSpeed(speed: number): number {
  return Number.isFinite(speed) ? Math.min(FASTEST, Math.max(SLOWEST, speed)) : 1;
}

const SHORTEST_LOOP_SECONDS = 0.2;

/** The part between two moments, whichever is first; null if it is too short to hear. */
export function loopBetween(one: number, other: number): Part | null {
  const [from, to] = [Math.min(one, other), Math.max(one, other)];
  return to - from < SHORTEST_LOOP_SECONDS ? null : [from, to];
}
