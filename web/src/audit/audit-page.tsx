import { useMemo, useState } from "preact/hooks";
import { useLocation } from "preact-iso/router";
import { may } from "../access/rights";
import { useSignedIn } from "../access/signed-in";
import { useCursorList } from "../api/lists";
import { Empty } from "../components/empty";
import { ExportButton } from "../components/export-button";
import { useSettled } from "../components/form/search-field";
import { Listed } from "../components/listed";
import { Page } from "../components/page";
import type { PageProps } from "../pages";
import "../styles/audit.css";
import type { AuditEntry } from "./answers";
import { columnsFor } from "./columns";
import { AuditFilters, type ShownFilter, WHOLE_LOG } from "./filters";
import { auditQuery, readAudit } from "./requests";

/** Who did what, when, from where. */
export default function AuditPage({ title }: PageProps) {
  const { me, api } = useSignedIn();
  const { query } = useLocation();
  const [shown, show] = useState<ShownFilter>(() => filterIn(query));
  const columns = useMemo(
    () => columnsFor(({ kind, id }) => show((before) => ({ ...before, object_kind: kind, object_id: id }))),
    [],
  );
  const filter = useSettled(shown);
  const list = useCursorList(["audit", "list", filter], (cursor) => readAudit(api, filter, cursor));
  const head = may(me, "data.export") && (
    <div class="page-actions">
      <ExportButton path="/v1/audit/export" query={auditQuery(filter)} fileName="audit.csv" label="Export" />
    </div>
  );
  return (
    <Page name="audit" title={title} head={head}>
      <AuditFilters filter={shown} change={show} />
      <Listed
        label="Audit log"
        class="audit"
        list={list}
        columns={columns}
        rowKey={keyOf}
        attributes={attributesOf}
        one="entry"
        many="entries"
        empty={
          <Empty title="No entry matches">
            <p>Nothing was recorded for this person, thing and time.</p>
          </Empty>
        }
      />
    </Page>
  );
}

/** A link may lead to the entries about one thing. */
function filterIn({ object_kind = "", object_id = "" }: Readonly<Record<string, string>>): ShownFilter {
  return { ...WHOLE_LOG, object_kind, object_id };
}

function keyOf(entry: AuditEntry): string {
  return entry.id;
}

function attributesOf({ id, action, object }: AuditEntry) {
  return { class: "row", "data-entry": id, "data-action-name": action, "data-object": object.kind };
}
