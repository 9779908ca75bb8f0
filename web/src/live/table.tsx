import { SortIcon } from "../components/icons";
import type { RealtimeService, RealtimeUser } from "./answers";
import { keyOf } from "./board";
import { COLUMN_TITLES } from "./columns";
import { usePortions } from "./portions";
import { Row } from "./row";
import { COLUMNS, type Column, type Sort } from "./view";

interface TableProps {
  readonly users: readonly RealtimeUser[];
  readonly services: ReadonlyMap<string, RealtimeService>;
  readonly sort: Sort;
  readonly sortBy: (column: Column) => void;
  /** Nothing has come from the server for a while: no line is current. */
  readonly outOfTouch: boolean;
}

/** All lines. Every one is in the document, so that the browser's own search finds it; what is out of sight is not laid out. */
export function Table({ users, services, sort, sortBy, outOfTouch }: TableProps) {
  const rendered = usePortions(users.length);
  return (
    // biome-ignore-start lint/a11y: browsers forget a table's roles when it is laid out as a grid
    <table class="lines" role="table" aria-label="Users and their phones">
      <thead role="rowgroup">
        <tr role="row">
          {COLUMNS.map((column) => (
            <Heading key={column} column={column} sort={sort} sortBy={sortBy} />
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {users.slice(0, rendered).map((user) => {
          const service = services.get(user.service);
          return (
            <Row
              key={keyOf(user)}
              user={user}
              stale={outOfTouch || user.stale || (service?.stale ?? true)}
              callerNames={service?.caller_names ?? true}
              showService={services.size > 1}
            />
          );
        })}
      </tbody>
    </table>
    // biome-ignore-end lint/a11y: as above
  );
}

interface HeadingProps {
  readonly column: Column;
  readonly sort: Sort;
  readonly sortBy: (column: Column) => void;
}

function Heading({ column, sort, sortBy }: HeadingProps) {
  const order = sort.column !== column ? "none" : sort.descending ? "descending" : "ascending";
  return (
    // biome-ignore lint/a11y: browsers forget a table's roles when it is laid out as a grid
    <th scope="col" role="columnheader" aria-sort={order} data-column={column}>
      <button type="button" onClick={() => sortBy(column)}>
        {COLUMN_TITLES[column]} <SortIcon direction={order} />
      </button>
    </th>
  );
}
