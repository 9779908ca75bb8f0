import {
  defaultRangeExtractor,
  observeWindowOffset,
  observeWindowRect,
  type Range,
  Virtualizer,
  type VirtualizerOptions,
  windowScroll,
} from "@tanstack/virtual-core";
import type { RefObject } from "preact";
import { useCallback, useLayoutEffect, useReducer, useRef, useState } from "preact/hooks";
import { type RowsProps, TableRow } from "./rows";

const ROW_PIXELS = 46;
const ROWS_BEYOND_VIEW = 12;
// The headings stay at the top of the window, over the rows.
const HEADINGS_PIXELS = 48;

/** Only the rows in view and some beyond are in the document, each at its place. */
export function VirtualRows<Row>(props: RowsProps<Row>) {
  const { rows, columns, attributes, active, wanted, rendered } = props;
  const body = useRef<HTMLTableSectionElement>(null);
  const virtualizer = useVirtualizer({
    count: rows.length,
    scrollMargin: useTop(body),
    getItemKey: useCallback((index: number) => rows[index]?.id ?? index, [rows]),
    // The row with the focus stays, wherever the window is scrolled to.
    rangeExtractor: useCallback((range: Range) => including(active, range), [active]),
  });
  useLayoutEffect(() => {
    if (wanted !== null) virtualizer.scrollToIndex(wanted);
  }, [virtualizer, wanted]);
  useLayoutEffect(rendered);
  const { scrollMargin } = virtualizer.options;
  return (
    // biome-ignore lint/a11y: browsers forget a table's roles when it is laid out as a grid
    <tbody role="rowgroup" ref={body} style={{ height: `${virtualizer.getTotalSize()}px` }}>
      {virtualizer.getVirtualItems().map(({ index, start }) => {
        const row = rows[index];
        return (
          row && (
            <TableRow
              key={row.id}
              row={row.original}
              index={index}
              isActive={index === active}
              columns={columns}
              attributes={attributes}
              start={start - scrollMargin}
              measure={virtualizer.measureElement}
            />
          )
        );
      })}
    </tbody>
  );
}

function including(index: number, range: Range): number[] {
  const indexes = defaultRangeExtractor(range);
  if (index >= range.count || indexes.includes(index)) return indexes;
  return [...indexes, index].sort((one, other) => one - other);
}

type Options = VirtualizerOptions<Window, HTMLTableRowElement>;
type Changing = Pick<Options, "count" | "scrollMargin" | "getItemKey" | "rangeExtractor">;

function useVirtualizer(changing: Changing): Virtualizer<Window, HTMLTableRowElement> {
  const [, renderAgain] = useReducer((count: number) => count + 1, 0);
  const options: Options = {
    ...changing,
    overscan: ROWS_BEYOND_VIEW,
    scrollPaddingStart: HEADINGS_PIXELS,
    estimateSize: () => ROW_PIXELS,
    getScrollElement: () => window,
    initialOffset: () => window.scrollY,
    observeElementRect: observeWindowRect,
    observeElementOffset: observeWindowOffset,
    scrollToFn: windowScroll,
    onChange: () => renderAgain(undefined),
  };
  const [virtualizer] = useState(() => new Virtualizer(options));
  virtualizer.setOptions(options);
  useLayoutEffect(() => virtualizer._didMount(), [virtualizer]);
  useLayoutEffect(() => virtualizer._willUpdate());
  return virtualizer;
}

// Notices above the table come and go, which changes the height of the page. Measuring in the observer's callback
// costs no layout of its own, unlike measuring while rows are rendered.
function useTop(body: RefObject<HTMLElement | null>): number {
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    const measure = () => {
      if (body.current !== null)
        setTop(Math.round(body.current.getBoundingClientRect().top + window.scrollY));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, [body]);
  return top;
}
