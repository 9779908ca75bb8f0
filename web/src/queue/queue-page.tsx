import { useMemo, useState } from "preact/hooks";
import { useLocation } from "preact-iso/router";
import { may } from "../access/rights";
import { useSignedIn } from "../access/signed-in";
import { useCursorList } from "../api/lists";
import { Empty } from "../components/empty";
import { FilterChips } from "../components/filter-chips";
import { Listed } from "../components/listed";
import { Page } from "../components/page";
import type { PageProps } from "../pages";
import type { KnownNames } from "../recordings/names";
import "../styles/evaluations.css";
import "../styles/queue.css";
import type { ScorecardChoice, Summary, SummaryPage } from "./answers";
import { columnsFor } from "./columns";
import { dayOf, isOverdue } from "./due";
import {
  addressOf,
  type EvaluationFilter,
  FILTER_NAMES,
  type FilterName,
  filterIn,
  type ListName,
  listsOf,
} from "./filter";
import { filterLabel, filterValue, listWords } from "./filter-words";
import { Filters } from "./filters";
import { readEvaluations } from "./listing";
import { usePeople, useScorecards } from "./names";
import { Reassign } from "./reassign";
import { EVALUATIONS_KEY, evaluationAddress } from "./requests";

/** The evaluations by the person, about them, and of the people they see. */
export default function QueuePage({ title }: PageProps) {
  const { me, api } = useSignedIn();
  const { query, route } = useLocation();
  const lists = useMemo(() => listsOf(me), [me]);
  const filter = useMemo(() => filterIn(query, lists), [query, lists]);
  const address = addressOf(filter);
  const today = dayOf(new Date());
  const list = useCursorList([...EVALUATIONS_KEY, "list", address], async (cursor) =>
    onlyWanted(await readEvaluations(api, filter, cursor), filter, today),
  );
  const names = usePeople(list.items);
  const scorecards = useScorecards(list.items);
  const [reassigned, reassign] = useState<Summary | null>(null);
  const columns = useMemo(
    () =>
      columnsFor({
        today,
        reassign: filter.list === "about_me" ? null : reassign,
        mayChangeEvaluator: may(me, "evaluations.manage"),
      }),
    [today, filter.list, me],
  );
  const change = (next: EvaluationFilter) => {
    if (addressOf(next) !== address) route(addressOf(next));
  };
  return (
    <Page name="evaluations" title={title}>
      <ListChoice lists={lists} chosen={filter.list} />
      <Filters filter={filter} change={change} names={names} scorecards={scorecards} />
      <Chips filter={filter} change={change} names={names} scorecards={scorecards} />
      <Listed
        label={`Evaluations: ${listWords(filter.list)}`}
        class="evaluations"
        list={list}
        columns={columns}
        rowKey={keyOf}
        attributes={(each) => attributesOf(each, today)}
        onOpen={({ id }) => route(evaluationAddress(id))}
        one="evaluation"
        many="evaluations"
        empty={<NoEvaluation filter={filter} />}
      />
      {reassigned && <Reassign evaluation={reassigned} close={() => reassign(null)} />}
    </Page>
  );
}

/** The server does not know what is overdue where the reader is. */
function onlyWanted(page: SummaryPage, { overdue }: EvaluationFilter, today: string): SummaryPage {
  return overdue ? { ...page, items: page.items.filter((each) => isOverdue(each, today)) } : page;
}

interface ListChoiceProps {
  readonly lists: readonly ListName[];
  readonly chosen: ListName;
}

function ListChoice({ lists, chosen }: ListChoiceProps) {
  return (
    <nav class="list-choice" aria-label="Which evaluations">
      {lists.map((list) => (
        <a
          key={list}
          class="quiet"
          href={addressOf({ list })}
          data-list={list}
          aria-current={list === chosen ? "true" : undefined}
        >
          {listWords(list)}
        </a>
      ))}
    </nav>
  );
}

interface ChipsProps {
  readonly filter: EvaluationFilter;
  readonly change: (filter: EvaluationFilter) => void;
  readonly names: KnownNames;
  readonly scorecards: readonly ScorecardChoice[];
}

function Chips({ filter, change, names, scorecards }: ChipsProps) {
  const words = (name: FilterName, value: string) => {
    const known = name === "evaluated" || name === "evaluator" ? names.users.get(value) : undefined;
    const title = name === "scorecard" ? scorecards.find(({ id }) => id === value)?.title : undefined;
    return `${filterLabel(name)}: ${known ?? title ?? filterValue(name, value)}`;
  };
  return (
    <FilterChips
      chips={FILTER_NAMES.filter((name) => filter[name]).map((name) => ({
        name,
        label: filterLabel(name),
        words: words(name, filter[name] ?? ""),
      }))}
      remove={(name) => change({ ...filter, [name]: "" })}
      removeAll={() => change({ list: filter.list })}
    />
  );
}

function keyOf({ id }: Summary): string {
  return id;
}

function attributesOf(evaluation: Summary, today: string) {
  const { id, state } = evaluation;
  return {
    class: "row",
    "data-evaluation": id,
    "data-state": state,
    "data-overdue": isOverdue(evaluation, today),
  };
}

const SENTENCES: Readonly<Record<ListName, string>> = {
  mine: "Evaluations that are assigned to you, and those that you wrote, are listed here.",
  about_me: "Evaluations of your own calls are listed here as soon as they are released to you.",
  all: "Assigned evaluations, and those that were submitted, of the people you see are listed here. The page of a recording begins a new one.",
};

function NoEvaluation({ filter }: { readonly filter: EvaluationFilter }) {
  const isFiltered = FILTER_NAMES.some((name) => filter[name]);
  return (
    <Empty title={isFiltered ? "No evaluation matches" : "There is no evaluation yet"}>
      <p>{isFiltered ? "Remove one of the filters, or choose a longer time." : SENTENCES[filter.list]}</p>
    </Empty>
  );
}
