import { useEffect, useMemo, useState } from "preact/hooks";
import { useLocation } from "preact-iso/router";
import { Empty } from "../components/empty";
import type { Board } from "./board";
import { Filters } from "./filters";
import { Table } from "./table";
import { DEFAULT_VIEW, queryOf, show, type View, viewIn } from "./view";

interface LinesProps {
  readonly board: Board;
  readonly disconnected: boolean;
}

/** A line for each user, filtered and sorted as the address says. */
export function Lines({ board, disconnected }: LinesProps) {
  const [view, change] = useView();
  const shown = useMemo(() => show(board.users.values(), view), [board.users, view]);
  if (board.users.size === 0) return <NoUsers />;
  return (
    <>
      <Filters view={view} shown={shown} change={change} />
      {shown.users.length === 0 ? (
        <NoMatch clear={() => change({ ...DEFAULT_VIEW, sort: view.sort })} />
      ) : (
        <Table
          users={shown.users}
          services={board.services}
          sort={view.sort}
          onSort={(sort) => change({ ...view, sort })}
          disconnected={disconnected}
        />
      )}
    </>
  );
}

// The view is kept in the address: it survives a reload and can be sent to a colleague.
function useView(): readonly [View, (view: View) => void] {
  const { url, route } = useLocation();
  const { pathname, search } = new URL(url, window.location.origin);
  const [view, setView] = useState(() => viewIn(search));
  useEffect(() => {
    // A link or the Back button changed the address.
    setView((shown) => (queryOf(shown) === search ? shown : viewIn(search)));
  }, [search]);
  const change = (next: View) => {
    setView(next);
    route(`${pathname}${queryOf(next)}`, true);
  };
  return [view, change];
}

function NoUsers() {
  return (
    <Empty title="No users yet">
      <p>Users with a Call Recording licence appear here once their RingCentral account has been read.</p>
    </Empty>
  );
}

function NoMatch({ clear }: { readonly clear: () => void }) {
  return (
    <Empty title="No user matches">
      <p>No user matches the chosen statuses and the search text right now.</p>
      <button type="button" class="primary" data-action="clear-filter" onClick={clear}>
        Show all users
      </button>
    </Empty>
  );
}
