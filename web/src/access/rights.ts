import type { Me } from "./answers";

/** The rights of a security profile that the console asks about. A newer server may know others. */
export type Right =
  | "live.see"
  | "recordings.list"
  | "recordings.play"
  | "recordings.download"
  | "recordings.transcribe"
  | "transcripts.see_unredacted"
  | "evaluations.evaluate"
  | "evaluations.manage"
  | "scorecards.manage"
  | "users.manage"
  | "services.manage"
  | "audit.see"
  | "data.export";

export function may(me: Me, right: Right): boolean {
  return me.rights.includes(right);
}
