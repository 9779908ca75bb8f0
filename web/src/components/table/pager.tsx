import { counted } from "../format";
import type { Paging } from "./paged";

interface PagerProps {
  readonly paging: Paging;
  /** What the rows are: one recording, two recordings. */
  readonly one: string;
  readonly many: string;
}

/** Turns the pages of a table and says which one is shown. */
export function Pager({ paging, one, many }: PagerProps) {
  const { page, pages, total, turnTo } = paging;
  return (
    <nav class="pager" aria-label={`Pages of ${many}`}>
      <button type="button" class="quiet" disabled={page === 0} onClick={() => turnTo(page - 1)}>
        Previous
      </button>
      <p role="status">
        Page {page + 1} of {pages}, {counted(total, one, many)}
      </p>
      <button type="button" class="quiet" disabled={page >= pages - 1} onClick={() => turnTo(page + 1)}>
        Next
      </button>
    </nav>
  );
}
