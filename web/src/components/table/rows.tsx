import { Component, type ComponentChild } from "preact";
import { useLayoutEffect } from "preact/hooks";
import type { Column } from "./columns";
import type { ModelRow } from "./model";
import { usePortions } from "./portions";

/** Attributes of a row: its class, and data for styles and tests. */
export interface RowAttributes {
  readonly class?: string;
  readonly [data: `data-${string}`]: string | boolean;
}

// More than fit on a screen.
const FIRST_ROWS = 50;

export interface RowsProps<Row> {
  readonly rows: readonly ModelRow<Row>[];
  readonly columns: readonly Column<Row>[];
  readonly attributes: (row: Row) => RowAttributes;
  /** The row that the Tab key leads to. */
  readonly active: number;
  /** The row that is to be rendered and scrolled to, or null. */
  readonly wanted: number | null;
  /** False while only the first rows are to be shown. */
  readonly isComplete: boolean;
  /** To be called after rows were rendered. */
  readonly rendered: () => void;
}

export type Rows = <Row>(props: RowsProps<Row>) => ComponentChild;

/** Every row is in the document; many of them come a portion at a time. */
export function AllRows<Row>(props: RowsProps<Row>) {
  const { rows, columns, attributes, active, isComplete, rendered } = props;
  const count = usePortions(isComplete ? rows.length : Math.min(rows.length, FIRST_ROWS));
  useLayoutEffect(rendered, [count, rendered]);
  return (
    // biome-ignore lint/a11y: browsers forget a table's roles when it is laid out as a grid
    <tbody role="rowgroup">
      {rows.slice(0, count).map((row, index) => (
        <TableRow
          key={row.id}
          row={row.original}
          index={index}
          isActive={index === active}
          columns={columns}
          attributes={attributes}
        />
      ))}
    </tbody>
  );
}

interface TableRowProps<Row> {
  readonly row: Row;
  readonly index: number;
  readonly isActive: boolean;
  readonly columns: readonly Column<Row>[];
  readonly attributes: (row: Row) => RowAttributes;
  /** The distance from the first row, for rows that are positioned. */
  readonly start?: number;
  /** Measures a positioned row. */
  readonly measure?: (row: HTMLTableRowElement | null) => void;
}

/** One row, rendered again only when something in it changed. */
export class TableRow<Row> extends Component<TableRowProps<Row>> {
  override shouldComponentUpdate(next: TableRowProps<Row>): boolean {
    const { row, ...others } = this.props;
    const { row: nextRow, ...nextOthers } = next;
    return !(sameFields(row, nextRow) && sameFields(others, nextOthers));
  }

  override render({ row, index, isActive, columns, attributes, start, measure }: TableRowProps<Row>) {
    return (
      // biome-ignore-start lint/a11y: browsers forget a table's roles when it is laid out as a grid
      <tr
        role="row"
        tabIndex={isActive ? 0 : -1}
        data-index={index}
        aria-rowindex={start === undefined ? undefined : index + 2}
        style={start === undefined ? undefined : { transform: `translateY(${start}px)` }}
        ref={measure}
        {...attributes(row)}
      >
        {columns.map((column) =>
          column.isRowHeader ? (
            <th key={column.id} scope="row" role="rowheader" data-column={column.id}>
              {column.cell(row)}
            </th>
          ) : (
            <td key={column.id} role="cell" data-column={column.id} data-label={column.title}>
              {column.cell(row)}
            </td>
          ),
        )}
      </tr>
      // biome-ignore-end lint/a11y: as above
    );
  }
}

function sameFields<T>(one: T, other: T): boolean {
  if (Object.is(one, other)) return true;
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return false;
  const keys = Object.keys(one) as (keyof T)[];
  return keys.length === Object.keys(other).length && keys.every((key) => Object.is(one[key], other[key]));
}
