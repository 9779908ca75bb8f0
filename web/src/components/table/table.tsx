import { useRef } from "preact/hooks";
import { SortIcon } from "../icons";
import type { Column, Sort } from "./columns";
import type { TableModel } from "./model";
import { useRoving } from "./roving";
import { AllRows, type RowAttributes } from "./rows";
import { useVirtualRows } from "./virtual";

interface DataTableProps<Row> {
  /** What the table shows, for screen readers. */
  readonly label: string;
  readonly model: TableModel<Row>;
  readonly class: string;
  readonly attributes: (row: Row) => RowAttributes;
  /** Called for a row by the Enter key. */
  readonly onOpen?: (row: Row) => void;
  /** Called for a row by the Space key. */
  readonly onChoose?: (row: Row) => void;
}

/** A table with headings that sort, rows that are reached by keyboard, and only the rows in view when there are many. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { label, model, class: name, attributes, onOpen, onChoose } = props;
  const { columns, rows, sort, sortBy } = model;
  const table = useRef<HTMLTableElement>(null);
  const { VirtualRows, isLoading } = useVirtualRows(rows.length);
  const roving = useRoving({
    table,
    columns: columns.length,
    keys: rows.map((row) => row.id),
    open: onOpen && ((index) => withRow(rows[index]?.original, onOpen)),
    choose: onChoose && ((index) => withRow(rows[index]?.original, onChoose)),
  });
  const Rows = VirtualRows ?? AllRows;
  return (
    // biome-ignore-start lint/a11y: browsers forget a table's roles when it is laid out as a grid
    <table
      class={`data-table ${name}`}
      role="table"
      aria-label={label}
      aria-rowcount={VirtualRows ? rows.length + 1 : undefined}
      data-virtual={VirtualRows ? true : undefined}
      ref={table}
      onKeyDown={roving.onKeyDown}
      onFocusIn={roving.onFocusIn}
    >
      <thead role="rowgroup">
        <tr role="row" aria-rowindex={VirtualRows ? 1 : undefined}>
          {columns.map((column, index) => (
            <Heading
              key={column.id}
              column={column}
              index={index}
              isActive={index === roving.heading}
              sort={sort}
              sortBy={sortBy}
            />
          ))}
        </tr>
      </thead>
      <Rows
        rows={rows}
        columns={columns}
        attributes={attributes}
        active={roving.row}
        wanted={roving.wanted}
        isComplete={!isLoading}
        rendered={roving.rendered}
      />
    </table>
    // biome-ignore-end lint/a11y: as above
  );
}

function withRow<Row>(row: Row | undefined, action: (row: Row) => void): void {
  if (row !== undefined) action(row);
}

interface HeadingProps<Row> {
  readonly column: Column<Row>;
  readonly index: number;
  readonly isActive: boolean;
  readonly sort: Sort | null;
  readonly sortBy: (column: string) => void;
}

function Heading<Row>({ column, index, isActive, sort, sortBy }: HeadingProps<Row>) {
  if (sort === null) {
    return (
      // biome-ignore lint/a11y: browsers forget a table's roles when it is laid out as a grid
      <th scope="col" role="columnheader" class="heading" data-column={column.id}>
        {column.title}
      </th>
    );
  }
  const order = sort.column !== column.id ? "none" : sort.descending ? "descending" : "ascending";
  return (
    // biome-ignore lint/a11y: browsers forget a table's roles when it is laid out as a grid
    <th scope="col" role="columnheader" aria-sort={order} data-column={column.id}>
      <button
        type="button"
        tabIndex={isActive ? 0 : -1}
        data-heading-index={index}
        onClick={() => sortBy(column.id)}
      >
        {column.title} <SortIcon direction={order} />
      </button>
    </th>
  );
}
