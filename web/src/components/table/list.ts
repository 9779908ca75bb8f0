import { useMemo } from "preact/hooks";
import type { Column } from "./columns";
import type { TableModel } from "./model";

/** Rows in the order in which the server gives them, a page after the other: they cannot be sorted here. */
export function useListTable<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  rowKey: (row: Row) => string,
): TableModel<Row> {
  const modelRows = useMemo(() => rows.map((row) => ({ id: rowKey(row), original: row })), [rows, rowKey]);
  return { columns, rows: modelRows, sort: null, sortBy: () => undefined };
}
