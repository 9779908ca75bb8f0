/** What the API says about the audit log. */
import * as v from "valibot";
import type { Same, Unreadable } from "../api/document";
import { listPage } from "../api/lists";
import { number, text, textOrNull, timeOrNull } from "../api/reading";

const optionalText = v.pipe(
  textOrNull,
  v.transform((value) => value ?? ""),
);

const SCALAR = v.nullable(v.union([v.string(), v.number(), v.boolean()]));
const VALUE = v.union([SCALAR, v.pipe(v.array(SCALAR), v.readonly())]);
export type AuditValue = v.InferOutput<typeof VALUE>;
const FIELDS = v.nullish(v.record(v.string(), v.fallback(VALUE, "…")), {});

export const ENTRY = v.object({
  id: text,
  at: timeOrNull,
  actor: v.object({ kind: optionalText, id: optionalText, name: optionalText }),
  action: text,
  object: v.object({ kind: optionalText, id: optionalText }),
  /** What the person and the object are called now; null when that is not known. */
  by_name: textOrNull,
  object_name: textOrNull,
  /** Only what differs, by field. */
  before: FIELDS,
  after: FIELDS,
  /** How many changed fields the entry had no room for. */
  omitted: v.nullish(number, 0),
  origin: v.nullish(v.object({ address: optionalText, forwarded_for: optionalText, agent: optionalText }), {
    address: "",
    forwarded_for: "",
    agent: "",
  }),
});
export type AuditEntry = Readonly<v.InferOutput<typeof ENTRY>>;
export const ENTRIES = listPage(ENTRY);

/** Checked by the compiler: what is read here is what docs/openapi.json describes. */
export type AsDescribed = Same<Unreadable<"AuditEntryView", AuditEntry>>;
