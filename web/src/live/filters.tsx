import { SearchIcon, SortIcon, StatusIcon } from "../components/icons";
import { STATUSES } from "./answers";
import { COLUMN_IDS, COLUMN_TITLES } from "./columns";
import { statusLabel } from "./statuses";
import { reversed, type Shown, toggled, type View } from "./view";

interface FiltersProps {
  readonly view: View;
  readonly shown: Shown;
  readonly change: (view: View) => void;
}

/** Which users are shown: by status and by text. On a narrow page also their order. */
export function Filters({ view, shown, change }: FiltersProps) {
  return (
    <search class="filters">
      <StatusChips view={view} shown={shown} change={change} />
      <div class="filters-row">
        <label class="find">
          <span class="hidden-visually">Find a user, number, name or queue</span>
          <SearchIcon />
          <input
            type="search"
            placeholder="Find a user, number, name or queue"
            value={view.text}
            onInput={(event) => change({ ...view, text: event.currentTarget.value })}
          />
        </label>
        <SortChoice view={view} change={change} />
      </div>
    </search>
  );
}

function StatusChips({ view, shown, change }: FiltersProps) {
  return (
    <fieldset class="chips">
      <legend class="hidden-visually">Show users by status</legend>
      <button
        type="button"
        class="chip"
        data-filter-status="all"
        aria-pressed={view.statuses.length === 0}
        onClick={() => change({ ...view, statuses: [] })}
      >
        <span class="chip-count">{shown.matching}</span> <span class="chip-label">All</span>
      </button>
      {STATUSES.map((status) => (
        <button
          key={status}
          type="button"
          class={`chip chip-${status} ${shown.counts[status] === 0 ? "chip-none" : ""}`}
          data-filter-status={status}
          aria-pressed={view.statuses.includes(status)}
          onClick={() => change(toggled(view, status))}
        >
          <span class="chip-count">{shown.counts[status]}</span>{" "}
          <span class="chip-label">
            <StatusIcon status={status} /> {statusLabel(status)}
          </span>
        </button>
      ))}
    </fieldset>
  );
}

// On a narrow page rows are cards, without headings to sort by.
function SortChoice({ view, change }: Omit<FiltersProps, "shown">) {
  return (
    <div class="sort-choice">
      <label>
        <span class="hidden-visually">Sort by</span>
        <select
          value={view.sort.column}
          onChange={(event) => {
            const column = COLUMN_IDS.find((known) => known === event.currentTarget.value);
            if (column !== undefined) change({ ...view, sort: { column, descending: false } });
          }}
        >
          {COLUMN_IDS.map((column) => (
            <option key={column} value={column}>
              {`By ${COLUMN_TITLES[column].toLowerCase()}`}
            </option>
          ))}
        </select>
      </label>
      <button type="button" class="quiet" onClick={() => change({ ...view, sort: reversed(view.sort) })}>
        <SortIcon direction={view.sort.descending ? "descending" : "ascending"} />
        <span class="hidden-visually">{view.sort.descending ? "Sort ascending" : "Sort descending"}</span>
      </button>
    </div>
  );
}
