/** The rows of a table in their order, by TanStack Table's core: a thin adapter to Preact. */
import {
  constructTable,
  createSortedRowModel,
  functionalUpdate,
  rowSortingFeature,
  type SortingState,
  type TableOptions,
  tableFeatures,
  type Updater,
} from "@tanstack/table-core";
import { table_setOptions } from "@tanstack/table-core/static-functions";
import { useMemo, useState } from "preact/hooks";
import { type Column, compareValues, type Sort } from "./columns";
import { reactivity } from "./reactivity";

/** A row as the model has it. */
export interface ModelRow<Row> {
  /** The row's key. */
  readonly id: string;
  readonly original: Row;
}

/** What a `DataTable` shows. */
export interface TableModel<Row> {
  readonly columns: readonly Column<Row>[];
  /** The rows that are shown, in their order. */
  readonly rows: readonly ModelRow<Row>[];
  /** Null for rows that keep the server's order. */
  readonly sort: Sort | null;
  /** Sorts by a column, or the other way round when it is sorted by that column. */
  readonly sortBy: (column: string) => void;
}

export interface SortedOptions<Row> {
  readonly columns: readonly Column<Row>[];
  /** Rows with equal values keep this order. */
  readonly rows: readonly Row[];
  /** Tells rows apart; the same for a row before and after a change. */
  readonly rowKey: (row: Row) => string;
  readonly sort: Sort;
  readonly onSort: (sort: Sort) => void;
}

function sortingFeatures() {
  return tableFeatures({
    coreReactivityFeature: reactivity(),
    rowSortingFeature,
    sortedRowModel: createSortedRowModel(),
  });
}

/** Sorted rows. */
export function useSortedTable<Row extends object>(options: SortedOptions<Row>): TableModel<Row> {
  const { columns, sort } = options;
  const definitions = useMemo(() => columns.map(sortedColumn), [columns]);
  const sorting = useMemo(() => [{ id: sort.column, desc: sort.descending }], [sort.column, sort.descending]);
  const current = { ...sortedOptions(options, sorting), columns: definitions, state: { sorting } };
  const [table] = useState(() => sortedTable(current));
  table_setOptions(table, (before) => ({ ...before, ...current }), { syncExternalState: false });
  return {
    columns,
    rows: table.getRowModel().rows,
    sort,
    sortBy: (column) => table.getColumn(column)?.toggleSorting(),
  };
}

/** The same rows in the order of a table, outside of a component. */
export function sortRows<Row extends object>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  sort: Sort,
): Row[] {
  const options = { columns, rows, rowKey: () => "", sort, onSort: () => undefined };
  const sorting = [{ id: sort.column, desc: sort.descending }];
  const table = sortedTable({
    ...sortedOptions(options, sorting),
    columns: columns.map(sortedColumn),
    state: { sorting },
    getRowId: (_: Row, index: number) => String(index),
  });
  return table.getRowModel().rows.map((row) => row.original);
}

function sortedTable<Row extends object>(options: Omit<TableOptions<Features, Row>, "features">) {
  return constructTable<Features, Row>({ ...options, features: sortingFeatures() });
}

type Features = ReturnType<typeof sortingFeatures>;

/** The options of a table that is sorted by one column. */
export function sortedOptions<Row extends object>(options: SortedOptions<Row>, sorting: SortingState) {
  const { rows, rowKey, onSort } = options;
  return {
    data: rows,
    getRowId: (row: Row, _index: number) => rowKey(row),
    enableSortingRemoval: false,
    onSortingChange: (change: Updater<SortingState>) => {
      const [first] = functionalUpdate(change, sorting);
      if (first !== undefined) onSort({ column: first.id, descending: first.desc });
    },
  };
}

interface ReadableRow {
  getValue(column: string): unknown;
}

/** A column for TanStack Table. Rows without a value stay at the end in both directions. */
export function sortedColumn<Row>(column: Column<Row>) {
  return {
    id: column.id,
    accessorFn: (row: Row): unknown => column.value(row) ?? undefined,
    sortUndefined: "last" as const,
    sortDescFirst: false,
    sortFn: (one: ReadableRow, other: ReadableRow, id: string) =>
      compareValues(one.getValue(id), other.getValue(id)),
  };
}
