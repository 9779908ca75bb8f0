/** Tables whose rows are all in the browser, filtered and shown page by page. Not part of the first load. */
import {
  columnFilteringFeature,
  constructTable,
  createFilteredRowModel,
  createPaginatedRowModel,
  createSortedRowModel,
  globalFilteringFeature,
  rowPaginationFeature,
  rowSortingFeature,
  type TableOptions,
  tableFeatures,
} from "@tanstack/table-core";
import { table_setOptions } from "@tanstack/table-core/static-functions";
import { useMemo, useState } from "preact/hooks";
import type { CellValue, Column } from "./columns";
import { type SortedOptions, sortedColumn, sortedOptions, type TableModel } from "./model";
import { reactivity } from "./reactivity";

/** Which rows a filter leaves: those with the text in some column and, for each column named, one of its values. */
export interface RowFilter {
  readonly text: string;
  readonly values: Readonly<Record<string, readonly CellValue[]>>;
}

export const EVERY_ROW: RowFilter = { text: "", values: {} };

export interface Paging {
  /** The page that is shown, from 0. */
  readonly page: number;
  readonly pages: number;
  /** How many rows the filter leaves on all pages. */
  readonly total: number;
  readonly turnTo: (page: number) => void;
}

export interface PagedModel<Row> extends TableModel<Row> {
  readonly paging: Paging;
}

interface PagedOptions<Row> extends SortedOptions<Row> {
  readonly filter: RowFilter;
  readonly pageSize: number;
}

/** Sorted and filtered rows, one page of them. */
export function usePagedTable<Row extends object>(options: PagedOptions<Row>): PagedModel<Row> {
  const { columns, rows, sort, filter, pageSize } = options;
  const [wanted, turnTo] = useState(0);
  const definitions = useMemo(() => columns.map(filteredColumn), [columns]);
  const filtering = useMemo(() => filterState(filter), [filter]);
  const sorting = useMemo(() => [{ id: sort.column, desc: sort.descending }], [sort.column, sort.descending]);
  const [table] = useState(() => pagedTable<Row>({ columns: definitions, data: rows }));
  const show = (pageIndex: number) =>
    table_setOptions(
      table,
      (before) => ({
        ...before,
        ...sortedOptions(options, sorting),
        columns: definitions,
        autoResetPageIndex: false,
        getColumnCanGlobalFilter: (column) => column.id === columns[0]?.id,
        globalFilterFn: (row, _column, text: string) => matches(row.original, columns, text),
        state: { ...filtering, sorting, pagination: { pageIndex, pageSize } },
      }),
      { syncExternalState: false },
    );
  show(wanted);
  const pages = Math.max(1, table.getPageCount());
  const page = Math.min(wanted, pages - 1);
  if (page !== wanted) show(page);
  const total = table.getFilteredRowModel().rows.length;
  return {
    columns,
    rows: table.getRowModel().rows,
    sort,
    sortBy: (column) => table.getColumn(column)?.toggleSorting(),
    paging: { page, pages, total, turnTo },
  };
}

function filterState({ text, values }: RowFilter) {
  const columnFilters = Object.entries(values).map(([id, wanted]) => ({ id, value: wanted }));
  return { globalFilter: text.trim(), columnFilters: columnFilters.filter(({ value }) => value.length > 0) };
}

/** Whether every word of the text is in some column of the row. */
export function matches<Row>(row: Row, columns: readonly Column<Row>[], text: string): boolean {
  const words = text.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const haystack = columns
    .map((column) => column.value(row) ?? "")
    .join("\n")
    .toLocaleLowerCase();
  return words.every((word) => haystack.includes(word));
}

function pagedFeatures() {
  return tableFeatures({
    coreReactivityFeature: reactivity(),
    rowSortingFeature,
    sortedRowModel: createSortedRowModel(),
    columnFilteringFeature,
    globalFilteringFeature,
    filteredRowModel: createFilteredRowModel(),
    rowPaginationFeature,
    paginatedRowModel: createPaginatedRowModel(),
  });
}

type Features = ReturnType<typeof pagedFeatures>;

function pagedTable<Row extends object>(options: Omit<TableOptions<Features, Row>, "features">) {
  return constructTable<Features, Row>({ ...options, features: pagedFeatures() });
}

interface ReadableRow {
  getValue(column: string): unknown;
}

function filteredColumn<Row>(column: Column<Row>) {
  return {
    ...sortedColumn(column),
    filterFn: (row: ReadableRow, id: string, wanted: readonly unknown[]) =>
      wanted.includes(row.getValue(id) ?? null),
  };
}
