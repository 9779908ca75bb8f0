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

/** Whether the user has a call, so that the call's columns are filled. */
export function hasCall(user: RealtimeUser): boolean {
  return CALL_STATUSES.includes(user.status) || user.telephony_session_id !== null;
}
