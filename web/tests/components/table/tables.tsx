import { act, fireEvent, render, screen } from "@testing-library/preact";
import { useState } from "preact/hooks";
import type { Sort } from "../../../src/components/table/columns";
import { useSortedTable } from "../../../src/components/table/model";
import { EVERY_ROW, type RowFilter, usePagedTable } from "../../../src/components/table/paged";
import { Pager } from "../../../src/components/table/pager";
import type { RowAttributes } from "../../../src/components/table/rows";
import { DataTable } from "../../../src/components/table/table";
import { COLUMNS, type Person } from "./people";

const BY_NAME: Sort = { column: "name", descending: false };
const rowKey = (person: Person) => person.id;

function attributes(person: Person): RowAttributes {
  return { "data-person": person.id };
}

interface TableProps {
  readonly people: readonly Person[];
  readonly onOpen?: (person: Person) => void;
}

export function SortedTable({ people, onOpen }: TableProps) {
  const [sort, onSort] = useState(BY_NAME);
  const model = useSortedTable({ columns: COLUMNS, rows: people, rowKey, sort, onSort });
  return (
    <DataTable
      label="People"
      class="people"
      model={model}
      attributes={attributes}
      {...(onOpen && { onOpen })}
    />
  );
}

interface PagedProps {
  readonly people: readonly Person[];
  readonly filter?: RowFilter;
  readonly pageSize?: number;
}

export function PagedTable({ people, filter = EVERY_ROW, pageSize = 2 }: PagedProps) {
  const [sort, onSort] = useState(BY_NAME);
  const model = usePagedTable({ columns: COLUMNS, rows: people, rowKey, sort, onSort, filter, pageSize });
  return (
    <>
      <DataTable label="People" class="people" model={model} attributes={attributes} />
      <Pager paging={model.paging} one="person" many="people" />
    </>
  );
}

export function show(content: Parameters<typeof render>[0]) {
  return render(content);
}

/** The ids of the rows in the document, in their order. */
export function ids(): (string | undefined)[] {
  return bodyRows().map((row) => row.dataset.person);
}

export function bodyRows(): HTMLTableRowElement[] {
  return [...document.querySelectorAll<HTMLTableRowElement>("tbody tr")];
}

export function personRow(id: string): HTMLTableRowElement | null {
  return document.querySelector<HTMLTableRowElement>(`tr[data-person="${id}"]`);
}

export function heading(name: string): HTMLElement {
  return screen.getByRole("button", { name });
}

export function press(key: string, more: object = {}): void {
  const target = document.activeElement;
  if (target === null) throw new Error("Nothing has the focus");
  act(() => void fireEvent.keyDown(target, { key, ...more }));
}

export function focus(element: HTMLElement | null): void {
  act(() => element?.focus());
}

/** What has the focus: a person's id or a heading's text. */
export function focused(): string | undefined {
  const element = document.activeElement as HTMLElement | null;
  return element?.dataset.person ?? element?.textContent?.trim();
}
