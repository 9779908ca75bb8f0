/** A list of the server on a page: its rows, why there are none, and the way to more of them. */
import type { ComponentChildren } from "preact";
import type { CursorList } from "../api/lists";
import "../styles/list.css";
import { counted } from "./format";
import { ProblemNotice } from "./notice";
import { Reading } from "./reading";
import type { Column } from "./table/columns";
import { useListTable } from "./table/list";
import type { RowAttributes } from "./table/rows";
import { DataTable } from "./table/table";

export { Reading };

interface ListedProps<Row> {
  readonly label: string;
  readonly class: string;
  readonly list: CursorList<Row>;
  readonly columns: readonly Column<Row>[];
  readonly rowKey: (row: Row) => string;
  readonly attributes: (row: Row) => RowAttributes;
  readonly onOpen?: (row: Row) => void;
  /** What the rows are: one user, two users. */
  readonly one: string;
  readonly many: string;
  /** What is shown when there are no rows. */
  readonly empty: ComponentChildren;
}

export function Listed<Row>(props: ListedProps<Row>) {
  const { label, class: name, list, columns, rowKey, attributes, onOpen, empty } = props;
  const model = useListTable(columns, list.items, rowKey);
  const isEmpty = list.items.length === 0;
  if (list.isPending || (isEmpty && list.problem !== null)) {
    return <Reading problem={list.problem} retry={list.retry} />;
  }
  if (isEmpty && !list.hasMore) return empty;
  return (
    <div aria-busy={list.isReading}>
      <ProblemNotice problem={list.problem} />
      <DataTable
        label={label}
        class={`list ${name}`}
        model={model}
        attributes={attributes}
        {...(onOpen && { onOpen })}
      />
      <More {...props} />
    </div>
  );
}

function More<Row>({ list, one, many }: Pick<ListedProps<Row>, "list" | "one" | "many">) {
  const { items, hasMore, isReading, more } = list;
  return (
    <div class="more">
      <p role="status">
        {items.length === 0 ? "Nothing found yet: " : ""}
        {hasMore ? "The first " : ""}
        {counted(items.length, one, many)}
        {hasMore ? "" : ", all that there are"}
      </p>
      {hasMore && (
        <button type="button" class="quiet" data-action="more" disabled={isReading} onClick={more}>
          {isReading ? "Reading…" : "Show more"}
        </button>
      )}
    </div>
  );
}
