import { LICENCE_NAMES } from "../users/answers";
import type { AuditEntry, AuditValue } from "./answers";

/** Actions, things and values of the audit log as text. */

const KINDS: Readonly<Record<string, string>> = {
  user: "User",
  security_profile: "Security profile",
  service: "Service",
  licences: "Licences",
  extension: "Extension",
  recording: "Recording",
  scorecard: "Scorecard",
  evaluation: "Evaluation",
  user_import: "Import of users",
  user_export: "Export of users",
  audit_export: "Export of the audit log",
};

/** What the filter offers: kinds that exist in every installation. */
export const OBJECT_KINDS = [
  "user",
  "security_profile",
  "service",
  "extension",
  "licences",
  "scorecard",
  "evaluation",
  "user_import",
  "user_export",
  "audit_export",
] as const;

export function kindWords(kind: string): string {
  return KINDS[kind] ?? plain(kind);
}

const ACTIONS: Readonly<Record<string, string>> = {
  "session.sign_in": "Signed in",
  "users.add": "Added the user",
  "users.change": "Changed the user",
  "users.activate": "Activated the user",
  "users.deactivate": "Deactivated the user",
  "users.invite": "Invited the user",
  "users.link": "Connected the user with a sign-in",
  "users.unlink": "Disconnected the user from a sign-in",
  "users.import": "Imported users",
  "users.cancel_import": "Cancelled an import of users",
  "recordings.play": "Played the recording",
  "recordings.download": "Downloaded the recording",
  "recordings.transcribe": "Had the recording transcribed",
  "notes.add": "Wrote a note",
  "notes.change": "Changed a note",
  "notes.delete": "Deleted a note",
  "tags.change": "Changed the tags of the recording",
  "transcripts.download": "Downloaded the transcript",
  "transcripts.see_unredacted": "Saw the transcript without redaction",
  "users.import_excluded": "Imported excluded recordings",
  "users.export": "Exported the users",
  "audit.export": "Exported the audit log",
  "extensions.assign": "Gave an extension",
  "extensions.withdraw": "Withdrew an extension",
  "decisions.take": "Decided about a change at RingCentral",
  "licences.limit": "Changed the licence ceilings",
  "profiles.add": "Added the profile",
  "profiles.change": "Changed the profile",
  "profiles.delete": "Deleted the profile",
  "services.add": "Connected the service",
  "services.change": "Changed the service",
  "services.remove": "Removed the service",
  "scorecards.add": "Added the scorecard",
  "scorecards.change": "Changed the draft of the scorecard",
  "scorecards.discard_draft": "Discarded the draft of the scorecard",
  "scorecards.activate": "Activated the scorecard",
  "scorecards.retire": "Retired the scorecard",
  "evaluation.assign": "Assigned the evaluation",
  "evaluation.reassign": "Changed the assignment of the evaluation",
  "evaluation.submit": "Submitted the evaluation",
  "evaluation.release": "Released the evaluation",
  "evaluation.edit": "Edited the evaluation",
  "evaluation.acknowledge": "Acknowledged the evaluation",
  "evaluation.dispute": "Disputed an answer of the evaluation",
  "evaluation.decide": "Answered a dispute of the evaluation",
};

/** What was done; an action of a newer server, such as `users.merge`, as "Users: merge". */
export function actionWords(action: string): string {
  const known = ACTIONS[action];
  if (known !== undefined) return known;
  const [area = "", ...rest] = action.split(".");
  return rest.length === 0 ? plain(area) : `${plain(area)}: ${plain(rest.join(" ")).toLocaleLowerCase()}`;
}

/** Who did it: by the name of today, else by the name or the id that the entry has. */
export function actorWords({ actor, by_name = null }: Actor): string {
  const { kind, id } = actor;
  const name = by_name || actor.name;
  if (kind === "system") return name ? `Ringkeep (${name.replaceAll("_", " ")})` : "Ringkeep";
  if (kind === "command_line") return name ? `Command line (${name})` : "Command line";
  return name || id || "Someone";
}

type Actor = Pick<AuditEntry, "actor"> & { readonly by_name?: string | null };

/** What it was done to: by the name of today, else by the name in the entry, else by its id. */
export function objectWords({ object, object_name, before, after }: AuditEntry): string {
  const name = object_name || after.name || before.name;
  return typeof name === "string" && name ? name : idWords(object);
}

/** An extension's id begins with its service and its account. */
function idWords({ kind, id }: AuditEntry["object"]): string {
  const [service, , extension] = id.split(" ");
  return kind === "extension" && extension ? `${extension} of ${service}` : id;
}

/** `information.team` as "team", `policy.keep_in_step.site` as "keep in step, site". */
export function fieldWords(field: string): string {
  const parts = field.replace(/^(information|policy)\./, "").split(".");
  return parts.map(plain).join(", ").toLocaleLowerCase();
}

/** Words of the API that are read better in others, by the last part of their field's path. */
const VALUES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  licences: LICENCE_NAMES,
  licensing: { everyone: "everyone", users: "licensed users" },
  choice: {
    same_person: "the same person",
    end_assignment: "end the assignment",
    deactivate_user: "deactivate the user",
    leave_out: "leave it out",
  },
  security_profile: {
    administrator: "Administrator",
    limited_administrator: "Limited Administrator",
    manager: "Manager",
    evaluator: "Evaluator",
    agent: "Agent",
  },
  visibility: { all: "everyone", team: "their team", self: "themself only" },
};

export function valueWords(value: AuditValue | undefined, field = ""): string {
  if (value === undefined || value === null || value === "") return "empty";
  if (Array.isArray(value)) {
    return value.length === 0 ? "none" : value.map((one) => valueWords(one, field)).join(", ");
  }
  if (typeof value === "boolean") return value ? "yes" : "no";
  return VALUES[field.split(".").at(-1) ?? ""]?.[String(value)] ?? String(value);
}

export interface FieldDifference {
  readonly field: string;
  /** Null when the field did not exist then. */
  readonly before: string | null;
  readonly after: string | null;
}

/** Field by field what was and what is. */
export function differences({
  before,
  after,
}: Pick<AuditEntry, "before" | "after">): readonly FieldDifference[] {
  const fields = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...fields].sort().map((field) => ({
    field: fieldWords(field),
    before: field in before ? valueWords(before[field], field) : null,
    after: field in after ? valueWords(after[field], field) : null,
  }));
}

function plain(name: string): string {
  const words = name.replaceAll("_", " ").trim();
  return words.charAt(0).toLocaleUpperCase() + words.slice(1);
}
