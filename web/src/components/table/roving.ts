/**
 * Moving through a table by keyboard. The headings are one stop of the Tab key and the rows another; arrow keys,
 * Home, End, Page Up and Page Down move inside.
 */
import type { RefObject } from "preact";
import { useCallback, useLayoutEffect, useState } from "preact/hooks";

const ROWS_A_PAGE = 10;

export interface Roving {
  /** The heading and the row that the Tab key leads to. */
  readonly heading: number;
  readonly row: number;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly onFocusIn: (event: FocusEvent) => void;
  /** The row that is to get the focus as soon as it is rendered, or null. */
  readonly wanted: number | null;
  /** To be called after rows were rendered. */
  readonly rendered: () => void;
}

interface RovingOptions {
  readonly table: RefObject<HTMLTableElement | null>;
  readonly columns: number;
  readonly keys: readonly string[];
  readonly open: ((row: number) => void) | undefined;
  readonly choose: ((row: number) => void) | undefined;
}

export function useRoving({ table, columns, keys, open, choose }: RovingOptions): Roving {
  const [heading, setHeading] = useState(0);
  const [rowKey, setRowKey] = useState<string | null>(null);
  const [wanted, want] = useState<number | null>(null);
  const row = Math.max(0, rowKey === null ? 0 : keys.indexOf(rowKey));
  const rendered = useCallback(() => {
    const element = wanted === null ? null : rowAt(table.current, wanted);
    if (element === null) return;
    element.focus();
    want(null);
  }, [table, wanted]);
  useLayoutEffect(rendered);

  const actions: Readonly<Record<Step["to"], (index: number) => void>> = {
    heading: (index) => headingAt(table.current, index)?.focus(),
    row: want,
    open: (index) => open?.(index),
    choose: (index) => choose?.(index),
  };
  return {
    heading: Math.min(heading, columns - 1),
    row,
    wanted,
    rendered,
    onKeyDown: (event) => {
      const place = hasModifier(event) ? null : placeOf(event.target);
      const step = place && stepFrom(place, event.key, { columns, rows: keys.length, heading, row });
      // Without something to choose, the Space key scrolls the page.
      if (step === null || (step.to === "choose" && choose === undefined)) return;
      event.preventDefault();
      actions[step.to](step.index);
    },
    onFocusIn: (event) => {
      const place = placeOf(event.target);
      if (place?.part === "heading") setHeading(place.index);
      else if (place?.part === "row") setRowKey(keys[place.index] ?? null);
    },
  };
}

interface Place {
  readonly part: "heading" | "row";
  readonly index: number;
}

/** The size of a table, and the heading and row that the Tab key leads to. */
export interface Shape {
  readonly columns: number;
  readonly rows: number;
  readonly heading: number;
  readonly row: number;
}

/** Where a key leads: to a heading, to a row, or into the row; or it chooses the row. */
export interface Step {
  readonly to: "heading" | "row" | "open" | "choose";
  readonly index: number;
}

/** Where a key leads from a place; null for a key that means nothing there. */
export function stepFrom(place: Place, key: string, shape: Shape): Step | null {
  return place.part === "heading"
    ? stepFromHeading(place.index, key, shape)
    : stepFromRow(place.index, key, shape);
}

function stepFromHeading(index: number, key: string, { columns, rows, row }: Shape): Step | null {
  if (key === "ArrowDown") return rows === 0 ? null : { to: "row", index: row };
  const steps = { ArrowRight: index + 1, ArrowLeft: index - 1, Home: 0, End: columns - 1 };
  const next = placeAfter(steps, key);
  return next === null ? null : { to: "heading", index: within(next, columns) };
}

function stepFromRow(index: number, key: string, { rows, heading }: Shape): Step | null {
  if (key === "Enter") return { to: "open", index };
  if (key === " ") return { to: "choose", index };
  if (key === "ArrowUp" && index === 0) return { to: "heading", index: heading };
  const steps = {
    ArrowDown: index + 1,
    ArrowUp: index - 1,
    PageDown: index + ROWS_A_PAGE,
    PageUp: index - ROWS_A_PAGE,
    Home: 0,
    End: rows - 1,
  };
  const next = placeAfter(steps, key);
  return next === null ? null : { to: "row", index: within(next, rows) };
}

function placeAfter(steps: Readonly<Record<string, number>>, key: string): number | null {
  return steps[key] ?? null;
}

function within(index: number, count: number): number {
  return Math.min(Math.max(index, 0), count - 1);
}

// A button or a field inside a cell keeps its keys.
function placeOf(target: EventTarget | null): Place | null {
  if (!(target instanceof HTMLElement)) return null;
  const { index, headingIndex } = target.dataset;
  if (target instanceof HTMLTableRowElement && index !== undefined)
    return { part: "row", index: Number(index) };
  return headingIndex === undefined ? null : { part: "heading", index: Number(headingIndex) };
}

function hasModifier(event: KeyboardEvent): boolean {
  return event.altKey || event.ctrlKey || event.metaKey || event.shiftKey;
}

function rowAt(table: HTMLTableElement | null, index: number): HTMLElement | null {
  return table?.querySelector<HTMLElement>(`tbody > tr[data-index="${index}"]`) ?? null;
}

function headingAt(table: HTMLTableElement | null, index: number): HTMLElement | null {
  return table?.querySelector<HTMLElement>(`[data-heading-index="${index}"]`) ?? null;
}
