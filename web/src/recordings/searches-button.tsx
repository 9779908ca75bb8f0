import { useState } from "preact/hooks";
import { useLocation } from "preact-iso/router";
import type { ChosenColumns } from "./chosen-columns";
import type { RecordingFilter } from "./filter";
import type { KnownNames } from "./names";
import { addressOfSearch, type SavedSearch } from "./saved-searches";
import { SearchesPanel } from "./searches-panel";

interface SavedSearchesProps {
  readonly filter: RecordingFilter;
  readonly columns: ChosenColumns;
  readonly names: KnownNames;
}

/** Leads to the saved searches. One that is opened brings its filters and its columns. */
export function SavedSearches({ filter, columns, names }: SavedSearchesProps) {
  const { route } = useLocation();
  const [isOpen, setOpen] = useState(false);
  const open = (search: SavedSearch) => {
    setOpen(false);
    if (search.columns.length > 0) columns.choose(search.columns);
    route(addressOfSearch(search));
  };
  return (
    <div class="page-actions">
      <button type="button" class="quiet" data-action="searches" onClick={() => setOpen(true)}>
        Saved searches
      </button>
      {isOpen && (
        <SearchesPanel
          filter={filter}
          columns={columns.ids}
          names={names}
          open={open}
          close={() => setOpen(false)}
        />
      )}
    </div>
  );
}
