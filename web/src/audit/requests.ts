import type { ApiClient, Query } from "../api/client";
import type { ListPage } from "../api/lists";
import { type AuditEntry, ENTRIES } from "./answers";

/** Which entries are wanted. Days are ISO texts; an empty text is no filter. */
export interface AuditFilter {
  readonly person: string;
  readonly object_kind: string;
  readonly object_id: string;
  readonly from: string;
  readonly to: string;
}

/** What is asked for. The days are the reader's own, the second one to its end. */
export function auditQuery({ person, object_kind, object_id, from, to }: AuditFilter): Query {
  return {
    person: person || null,
    object_kind: object_kind || null,
    object_id: object_id || null,
    from: startOfDay(from, 0),
    to: startOfDay(to, 1),
  };
}

function startOfDay(day: string, later: number): string | null {
  if (day === "") return null;
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  const time = new Date(year, month - 1, date + later);
  return Number.isNaN(time.getTime()) ? null : time.toISOString().replace(".000Z", "Z");
}

/** Throws Problem, ContractError. */
export function readAudit(
  api: ApiClient,
  filter: AuditFilter,
  cursor: string | null,
): Promise<ListPage<AuditEntry>> {
  return api.get("/v1/audit", ENTRIES, { ...auditQuery(filter), cursor, limit: "50" });
}

/** The last entry about something, or null. Throws Problem, ContractError. */
export async function latestChange(
  api: ApiClient,
  object: { readonly kind: string; readonly id: string },
): Promise<AuditEntry | null> {
  const query = { object_kind: object.kind, object_id: object.id, limit: "1" };
  return (await api.get("/v1/audit", ENTRIES, query)).items[0] ?? null;
}
