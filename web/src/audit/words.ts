import type { AuditEntry, AuditValue } from "./answers";

/** Actions, things and values of the audit log as text. */

const KINDS: Readonly<Record<string, string>> = {
  user: "User",
  security_profile: "Security profile",
  service: "Service",
  licences: "Licences",
  extension: "Extension",
  recording: "Recording",
  user_import: "Import of users",
  user_export: "Export of users",
  audit_export: "Export of the audit log",
};

/** What the filter offers: kinds that exist in every installation. */
export const OBJECT_KINDS = [
  "user",
  "security_profile",
  "service",
  "licences",
  "user_import",
  "user_export",
  "audit_export",
] as const;

export function kindWords(kind: string): string {
  return KINDS[kind] ?? plain(kind);
}

/** `users.change` as "users: change", for any action that there may be. */
export function actionWords(action: string): string {
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
  return typeof name === "string" && name ? name : object.id;
}

/** `information.team` as "team"; a path in any other form as it is. */
export function fieldWords(field: string): string {
  return plain(field.replace(/^information\./, "")).toLocaleLowerCase();
}

export function valueWords(value: AuditValue | undefined): string {
  if (value === undefined || value === null || value === "") return "empty";
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.map(valueWords).join(", ");
  if (typeof value === "boolean") return value ? "yes" : "no";
  return String(value);
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
    before: field in before ? valueWords(before[field]) : null,
    after: field in after ? valueWords(after[field]) : null,
  }));
}

function plain(name: string): string {
  const words = name.replaceAll("_", " ").trim();
  return words.charAt(0).toLocaleUpperCase() + words.slice(1);
}
