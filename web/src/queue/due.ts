import type { Summary } from "./answers";

/** Whether it should have been written by now. */
export function isOverdue({ state, due }: Pick<Summary, "state" | "due">, today: string): boolean {
  return due !== null && due < today && (state === "assigned" || state === "draft");
}

/** The day of a moment where the reader is. */
export function dayOf(time: Date): string {
  const parts = [time.getFullYear(), time.getMonth() + 1, time.getDate()];
  return parts.map((part) => String(part).padStart(2, "0")).join("-");
}
