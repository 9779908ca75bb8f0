import type { ComponentChildren } from "preact";

/** What a cell is sorted and searched by; null when it has nothing. */
export type CellValue = string | number | null;

/** One column of a table of `Row`s. */
export interface Column<Row> {
  readonly id: string;
  readonly title: string;
  readonly value: (row: Row) => CellValue;
  readonly cell: (row: Row) => ComponentChildren;
  /** Names the row: its cells are row headers. */
  readonly isRowHeader?: boolean;
}

export interface Sort {
  readonly column: string;
  readonly descending: boolean;
}

const COLLATOR = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

/** Numbers by size, texts as a reader expects them: "Ext. 9" before "Ext. 10", without regard to case. */
export function compareValues(one: unknown, other: unknown): number {
  if (typeof one === "number" && typeof other === "number") return one - other;
  return COLLATOR.compare(String(one), String(other));
}
