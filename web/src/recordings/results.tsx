import { useMemo } from "preact/hooks";
import { useLocation } from "preact-iso/router";
import type { CursorList } from "../api/lists";
import { Empty } from "../components/empty";
import { Reading } from "../components/listed";
import { ProblemNotice } from "../components/notice";
import { useListTable } from "../components/table/list";
import { DataTable } from "../components/table/table";
import type { Recording, RecordingPage } from "./answers";
import { identifierOf } from "./answers";
import {
  gridOf,
  leastWidth,
  pathOfRecording,
  type RecordingColumn,
  type ShownRecording,
  tableColumns,
} from "./columns";
import { momentDay } from "./count";
import type { FilterProblem } from "./problems";
import { PAGE_LIMIT } from "./requests";
import type { Selection } from "./selection";

// More does not fit on the narrowest page that has a table: it is then moved sideways.
const FITTING_REM = 74;

export type RecordingList = CursorList<Recording, RecordingPage>;

interface ResultsProps {
  readonly list: RecordingList;
  readonly columns: readonly RecordingColumn[];
  readonly selection: Selection;
  /** Why the search was refused; null if it was not. */
  readonly refused: FilterProblem | null;
}

/** The rows, why there are none, and the way to more of them. */
export function Results({ list, columns, selection, refused }: ResultsProps) {
  const isEmpty = list.items.length === 0;
  if (refused !== null) return <Refused problem={refused} />;
  if (list.isPending || (isEmpty && list.problem !== null)) {
    return <Reading problem={list.problem} retry={list.retry} />;
  }
  if (isEmpty && !list.hasMore) return <NothingFound />;
  return (
    <div aria-busy={list.isReading}>
      <ProblemNotice problem={list.problem} />
      {!isEmpty && <Table items={list.items} columns={columns} selection={selection} />}
      <GoOn list={list} />
    </div>
  );
}

interface TableProps extends Pick<ResultsProps, "columns" | "selection"> {
  readonly items: readonly Recording[];
}

function Table({ items, columns, selection }: TableProps) {
  const { route } = useLocation();
  const { chosen, toggle } = selection;
  const shown = useMemo(
    () => items.map((each) => ({ ...each, isChosen: chosen.has(identifierOf(each)) })),
    [items, chosen],
  );
  const model = useListTable(
    useMemo(() => tableColumns(columns, toggle), [columns, toggle]),
    shown,
    identifierOf,
  );
  return (
    <div
      class="recordings-table"
      data-wide={leastWidth(columns) > FITTING_REM || undefined}
      style={{ "--columns": gridOf(columns), "--least": `${leastWidth(columns) + 2}rem` }}
    >
      <DataTable
        label="Recordings"
        class="list recordings"
        model={model}
        attributes={attributesOf}
        onOpen={(recording) => route(pathOfRecording(recording))}
        onChoose={toggle}
      />
    </div>
  );
}

function attributesOf({ recording_id, state, reason, isChosen }: ShownRecording) {
  return {
    class: isChosen ? "row row-chosen" : "row",
    "data-recording-id": recording_id,
    "data-state": state,
    "data-reason": reason ?? "",
  };
}

function Refused({ problem }: { readonly problem: FilterProblem }) {
  return (
    <Empty title="This search cannot be answered">
      <p data-notice="refused-search">{problem.sentence}</p>
    </Empty>
  );
}

function NothingFound() {
  return (
    <Empty title="No recording matches">
      <p>There is none that you may see with these filters. Remove one of them, or choose a longer time.</p>
    </Empty>
  );
}

/** A page of a search reads a bounded amount: with few rows it says how far it has come. */
function GoOn({ list }: { readonly list: RecordingList }) {
  if (!list.hasMore) return null;
  const last = list.pages.at(-1);
  const isShort = last !== undefined && last.items.length < PAGE_LIMIT / 2;
  const reached = isShort ? last.reached : null;
  return (
    <div class="more">
      {reached !== null && <p role="status">Searched back to {momentDay(reached)}.</p>}
      <button type="button" class="quiet" data-action="more" disabled={list.isReading} onClick={list.more}>
        {list.isReading ? "Reading…" : reached === null ? "Show more" : "Go on"}
      </button>
    </div>
  );
}
