import { useMemo } from "preact/hooks";
import type { Sort } from "../components/table/columns";
import { useSortedTable } from "../components/table/model";
import type { RowAttributes } from "../components/table/rows";
import { DataTable } from "../components/table/table";
import type { RealtimeService, RealtimeUser } from "./answers";
import { keyOf } from "./board";
import { COLUMNS, type Line } from "./columns";
import { hasCall } from "./statuses";

interface TableProps {
  readonly users: readonly RealtimeUser[];
  readonly services: ReadonlyMap<string, RealtimeService>;
  readonly sort: Sort;
  readonly onSort: (sort: Sort) => void;
  /** The server has not answered for a while: every line may be out of date. */
  readonly disconnected: boolean;
}

/** A line for each user. */
export function Table({ users, services, sort, onSort, disconnected }: TableProps) {
  const lines = useMemo(
    () => users.map((user) => lineOf(user, services, disconnected)),
    [users, services, disconnected],
  );
  const model = useSortedTable({ columns: COLUMNS, rows: lines, rowKey, sort, onSort });
  return <DataTable label="Users and their phones" class="lines" model={model} attributes={attributesOf} />;
}

/** A user with what their service says about the line. */
export function lineOf(user: RealtimeUser, services: TableProps["services"], disconnected: boolean): Line {
  const service = services.get(user.service);
  return {
    user,
    stale: disconnected || user.stale || (service?.stale ?? true),
    callerNames: service?.caller_names ?? true,
    showService: services.size > 1,
  };
}

function rowKey({ user }: Line): string {
  return keyOf(user);
}

function attributesOf({ user, stale }: Line): RowAttributes {
  return {
    class: hasCall(user) ? `row row-call row-${user.status}` : "row",
    "data-extension-id": user.extension_id,
    "data-service": user.service,
    "data-stale": stale,
  };
}
