/** When the person last did something, in any tab of this browser. */

const KEY = "ringkeep.active-at";
const OVER_KEY = "ringkeep.signed-out-idle";

export function noteActivity(now: number = Date.now()): void {
  window.localStorage.setItem(KEY, String(now));
}

/** How long no one has done anything, in milliseconds; 0 when that is not known. */
export function idleFor(now: number = Date.now()): number {
  const last = Number(window.localStorage.getItem(KEY) ?? now);
  return Number.isFinite(last) ? Math.max(0, now - last) : 0;
}

/** Remembers in this tab, over the way through the sign-in pages, why the person was signed out. */
export function noteIdleEnd(): void {
  window.sessionStorage.setItem(OVER_KEY, "1");
}

/** Whether this tab was signed out for want of activity; says so once. */
export function takeIdleEnd(): boolean {
  const over = window.sessionStorage.getItem(OVER_KEY) !== null;
  window.sessionStorage.removeItem(OVER_KEY);
  return over;
}
