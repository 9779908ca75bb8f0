import { dateAndTime } from "../components/format";
import type { AssignedExtension, Invitation } from "./answers";

/** Days and states of users as text. */

const DAY = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeZone: "UTC" });

/** 5 Mar 2026, by the reader's own settings; an unreadable day as it is. */
export function dayWords(day: string): string {
  const time = Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(time) ? day : DAY.format(time);
}

/** From when to when someone has an extension; empty for always. */
export function periodWords({
  first_day,
  last_day,
}: Pick<AssignedExtension, "first_day" | "last_day">): string {
  if (first_day && last_day) return `${dayWords(first_day)} to ${dayWords(last_day)}`;
  if (first_day) return `from ${dayWords(first_day)}`;
  return last_day ? `until ${dayWords(last_day)}` : "";
}

interface NamedExtension {
  readonly number?: string | null;
  readonly extension_id: string;
}

export function extensionWords({ number, extension_id }: NamedExtension): string {
  return number ? `Ext. ${number}` : `Extension ${extension_id}`;
}

const INVITATIONS: Readonly<Record<Invitation["state"], string>> = {
  none: "Not invited",
  queued: "Waiting to be sent",
  sent: "Sent",
  failed: "Not delivered",
  signed_in: "Has signed in",
};

export function invitationLabel({ state }: Invitation): string {
  return INVITATIONS[state];
}

/** The state with its time and, for a failure, its reason. */
export function invitationWords(invitation: Invitation): string {
  const at = invitation.at === null || invitation.at === undefined ? "" : `, ${dateAndTime(invitation.at)}`;
  const detail = invitation.detail ? `. ${invitation.detail}` : "";
  return `${invitationLabel(invitation)}${at}${detail}`;
}
