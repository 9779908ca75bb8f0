import { useEffect, useMemo, useState } from "preact/hooks";
import { useLocation } from "preact-iso/router";
import { Empty } from "../components/empty";
import type { Board } from "./board";
import { Filters } from "./filters";
import { Table } from "./table";
import { FIRST_VIEW, queryOf, show, type View, viewIn } from "./view";

interface LinesProps {
  readonly board: Board;
  readonly outOfTouch: boolean;
}

/** Every user's line, under the filter and order that the address says. */
export function Lines({ board, outOfTouch }: LinesProps) {
  const [view, change] = useView();
  const shown = useMemo(() => show(board.users.values(), view), [board.users, view]);
  if (board.users.size === 0) return <NobodyYet />;
  return (
    <>
      <Filters view={view} shown={shown} change={change} />
      {shown.users.length === 0 ? (
        <NobodyMatches clear={() => change({ ...FIRST_VIEW, sort: view.sort })} />
      ) : (
        <Table
          users={shown.users}
          services={board.services}
          sort={view.sort}
          onSort={(sort) => change({ ...view, sort })}
          outOfTouch={outOfTouch}
        />
      )}
    </>
  );
}

// The address keeps the view: it survives a reload and can be sent to a colleague.
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

function NobodyYet() {
  return (
    <Empty title="No users yet">
      <p>Users with a Call Recording licence appear here once their RingCentral account has been read.</p>
    </Empty>
  );
}

function NobodyMatches({ clear }: { readonly clear: () => void }) {
  return (
    <Empty title="Nobody matches">
      <p>No user has the chosen status and text at this moment.</p>
      <button type="button" class="primary" data-action="clear-filter" onClick={clear}>
        Show everybody
      </button>
    </Empty>
  );
}
