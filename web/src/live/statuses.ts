import type { RealtimeUser, Status } from "./answers";

const LABELS: Readonly<Record<Status, string>> = {
  OnPhone: "On phone",
  Ringing: "Ringing",
  OnHold: "On hold",
  Parked: "Parked",
  Available: "Available",
  Busy: "Busy",
  DoNotDisturb: "Do not disturb",
  Offline: "Offline",
  Unknown: "Unknown",
};

export function statusLabel(status: Status): string {
  return LABELS[status];
}

const CALL_STATUSES: readonly Status[] = ["OnPhone", "Ringing", "OnHold", "Parked"];

/** Whether the columns of a call have something to say. */
export function hasCall(user: RealtimeUser): boolean {
  return CALL_STATUSES.includes(user.status) || user.telephony_session_id !== null;
}
