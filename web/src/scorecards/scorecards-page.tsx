import { useMemo, useState } from "preact/hooks";
import { useLocation } from "preact-iso/router";
import { may } from "../access/rights";
import { useSignedIn } from "../access/signed-in";
import { useQuery } from "../api/query";
import { Empty } from "../components/empty";
import { counted } from "../components/format";
import { ProblemNotice } from "../components/notice";
import { Page } from "../components/page";
import { Reading } from "../components/reading";
import { useListTable } from "../components/table/list";
import { DataTable } from "../components/table/table";
import type { PageProps } from "../pages";
import "../styles/form.css";
import "../styles/plain.css";
import "../styles/scorecards.css";
import { AddScorecard } from "./add-scorecard";
import type { State, Summary } from "./answers";
import { addressOf, scorecardColumns } from "./columns";
import { ExportScorecard } from "./export-scorecard";
import { Filters } from "./filters";
import { ImportScorecard } from "./import-scorecard";
import { scorecardsQuery } from "./requests";
import { RetireScorecard } from "./retire-scorecard";

export type Opened =
  | { readonly name: "add" | "import" }
  | { readonly name: "export" | "retire"; readonly scorecard: Summary }
  | null;

/** The scorecards by which calls are evaluated. */
export default function ScorecardsPage({ title }: PageProps) {
  const { me, api } = useSignedIn();
  const [opened, open] = useState<Opened>(null);
  const [said, say] = useState("");
  const { data, error, refetch } = useQuery(scorecardsQuery(api));
  const mayManage = may(me, "scorecards.manage");
  const close = (done = "") => {
    say(done);
    open(null);
  };
  return (
    <Page name="scorecards" title={title} head={mayManage && <Actions open={open} />}>
      <p role="status" class="said">
        {said}
      </p>
      {data === undefined ? (
        <Reading problem={error} retry={() => void refetch()} />
      ) : (
        <>
          <ProblemNotice problem={error} />
          <Found scorecards={data} mayManage={mayManage} open={open} />
        </>
      )}
      <OpenedDialog opened={newest(opened, data)} close={close} />
    </Page>
  );
}

/** With what has been read since the dialog was opened, such as after a change by someone else. */
function newest(opened: Opened, scorecards: readonly Summary[] = []): Opened {
  if (opened === null || !("scorecard" in opened)) return opened;
  const { scorecard } = opened;
  return { ...opened, scorecard: scorecards.find(({ id }) => id === scorecard.id) ?? scorecard };
}

function Actions({ open }: { readonly open: (opened: Opened) => void }) {
  return (
    <div class="page-actions">
      <button type="button" class="primary" data-action="add-scorecard" onClick={() => open({ name: "add" })}>
        Add a scorecard
      </button>
      <button
        type="button"
        class="quiet"
        data-action="import-scorecard"
        onClick={() => open({ name: "import" })}
      >
        Import a file
      </button>
    </div>
  );
}

interface OpenedDialogProps {
  readonly opened: Opened;
  readonly close: (said?: string) => void;
}

function OpenedDialog({ opened, close }: OpenedDialogProps) {
  switch (opened?.name) {
    case "add":
      return <AddScorecard close={close} />;
    case "import":
      return <ImportScorecard close={close} />;
    case "export":
      return <ExportScorecard scorecard={opened.scorecard} close={close} />;
    case "retire":
      return <RetireScorecard scorecard={opened.scorecard} close={close} />;
    default:
      return null;
  }
}

interface FoundProps {
  readonly scorecards: readonly Summary[];
  readonly mayManage: boolean;
  readonly open: (opened: Opened) => void;
}

function Found({ scorecards, mayManage, open }: FoundProps) {
  const [text, setText] = useState("");
  const [state, setState] = useState<State | null>(null);
  const found = useMemo(() => matching(scorecards, text, state), [scorecards, text, state]);
  if (scorecards.length === 0) return <NoScorecards mayManage={mayManage} />;
  return (
    <>
      <Filters text={text} setText={setText} state={state} setState={setState} />
      <p role="status" class="muted found">
        {counted(found.length, "scorecard", "scorecards")}
      </p>
      {found.length === 0 ? (
        <Empty title="No scorecard matches">
          <p>Type another part of a title, or choose another state.</p>
        </Empty>
      ) : (
        <Table scorecards={found} mayManage={mayManage} open={open} />
      )}
    </>
  );
}

function matching(scorecards: readonly Summary[], text: string, state: State | null): readonly Summary[] {
  const words = text.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  return scorecards.filter(
    (each) =>
      (state === null || each.state === state) &&
      words.every((word) => each.title.toLocaleLowerCase().includes(word)),
  );
}

function Table({ scorecards, mayManage, open }: FoundProps) {
  const { route } = useLocation();
  const columns = useMemo(() => scorecardColumns(mayManage, open), [mayManage, open]);
  const model = useListTable(columns, scorecards, keyOf);
  return (
    <DataTable
      label="Scorecards"
      class="list scorecards"
      model={model}
      attributes={attributesOf}
      onOpen={(scorecard) => route(addressOf(scorecard.id))}
    />
  );
}

function keyOf(scorecard: Summary): string {
  return scorecard.id;
}

function attributesOf({ id, state }: Summary) {
  return {
    class: state === "retired" ? "row row-inactive" : "row",
    "data-scorecard": id,
    "data-state": state,
  };
}

function NoScorecards({ mayManage }: { readonly mayManage: boolean }) {
  return (
    <Empty title="No scorecards yet">
      <p>
        {mayManage
          ? "Add one, or import a file: YAML, JSON, or an evaluation form of Amazon Connect."
          : "Someone who manages scorecards can add one."}
      </p>
    </Empty>
  );
}
