import { useMemo } from "preact/hooks";
import { useLocation } from "preact-iso/router";
import { may } from "../access/rights";
import { useSignedIn } from "../access/signed-in";
import { useCursorList } from "../api/lists";
import { Notice } from "../components/notice";
import { Page } from "../components/page";
import { useSeenServices } from "../components/seen-services";
import type { PageProps } from "../pages";
import "../styles/recordings.css";
import { BulkBar } from "./bulk-bar";
import { Chips } from "./chips";
import { useChosenColumns } from "./chosen-columns";
import { ColumnChoice } from "./column-choice";
import { columnsWith } from "./columns";
import { Count } from "./count";
import { addressOf, filterIn, isSearch, WORD_FILTERS, without } from "./filter";
import { Filters } from "./filters";
import { useKnownNames } from "./names";
import { filterProblem } from "./problems";
import { RECORDINGS_KEY, readRecordings } from "./requests";
import { Results } from "./results";
import { SavedSearches } from "./searches-button";
import { useSelection } from "./selection";

// Each page of a search may read a lot: a search without rows goes on by itself a few times only.
const SEARCHED_PAGES = 3;

/** The recordings that the person may see: searched, listed, and chosen for what is done with several together. */
export default function RecordingsPage({ title }: PageProps) {
  const { me, api } = useSignedIn();
  const { query, route } = useLocation();
  const hasWords = may(me, "recordings.play");
  const given = useMemo(() => filterIn(query), [query]);
  const filter = useMemo(() => (hasWords ? given : without(given, WORD_FILTERS)), [given, hasWords]);
  const address = addressOf(filter);
  const list = useCursorList(
    [...RECORDINGS_KEY, "list", address],
    (cursor) => readRecordings(api, filter, cursor),
    isSearch(filter) ? SEARCHED_PAGES : undefined,
  );
  const names = useKnownNames(list.items, filter);
  const services = useSeenServices(list.items, me.service);
  const columns = useChosenColumns();
  const shownColumns = useMemo(() => columnsWith(columns.ids), [columns.ids]);
  const selection = useSelection(address);
  const problem = list.items.length === 0 ? filterProblem(list.problem, filter) : null;
  const change = (next: typeof filter) => {
    if (addressOf(next) !== address) route(addressOf(next));
  };
  return (
    <Page
      name="recordings"
      title={title}
      head={<SavedSearches filter={filter} columns={columns} names={names} />}
    >
      <Filters
        filter={filter}
        change={change}
        services={services}
        names={names}
        problem={problem}
        hasWords={hasWords}
      />
      {addressOf(given) !== address && (
        <Notice kind="words-left-out" tone="warning">
          To search for words that were said you need the right to play recordings. The words of this address
          are left out.
        </Notice>
      )}
      <Chips filter={filter} names={names} change={change} />
      <div class="list-head">
        {!list.isPending && list.problem === null && (
          <Count filter={filter} shown={list.items.length} isComplete={!list.hasMore} />
        )}
        <ColumnChoice columns={columns} />
      </div>
      <Results list={list} columns={shownColumns} selection={selection} refused={problem} />
      {problem === null && <BulkBar items={list.items} selection={selection} columns={shownColumns} />}
    </Page>
  );
}
