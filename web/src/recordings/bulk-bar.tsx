import { useState } from "preact/hooks";
import { may } from "../access/rights";
import { useSignedIn } from "../access/signed-in";
import { saveFile } from "../components/download";
import { counted } from "../components/format";
import { AssignTogether } from "../queue/assign-together";
import { identifierOf, type Recording } from "./answers";
import type { RecordingColumn } from "./columns";
import { csvOf } from "./csv";
import type { Selection } from "./selection";
import { TagTogether } from "./tag-together";
import { TranscribeTogether } from "./transcribe-together";

interface BulkBarProps {
  readonly items: readonly Recording[];
  readonly selection: Selection;
  readonly columns: readonly RecordingColumn[];
}

type Opened = "tag" | "transcribe" | "assign" | null;

/** What can be done with several recordings together. */
export function BulkBar({ items, selection, columns }: BulkBarProps) {
  const { me } = useSignedIn();
  const [opened, open] = useState<Opened>(null);
  // Rows may have changed since they were chosen: they have other tags now.
  const rows = new Map(items.map((item) => [identifierOf(item), item]));
  const chosen = [...selection.chosen].map(([id, recording]) => rows.get(id) ?? recording);
  if (items.length === 0) return null;
  const close = () => open(null);
  return (
    <section class="bulk" aria-label="Several recordings" data-chosen={chosen.length > 0 || undefined}>
      <p role="status">{chosen.length === 0 ? "None chosen" : `${chosen.length} chosen`}</p>
      {chosen.length === 0 && <p class="field-hint">Space chooses a row, Enter opens it.</p>}
      <button type="button" class="quiet" data-action="choose-all" onClick={() => selection.chooseAll(items)}>
        Choose all {counted(items.length, "row", "rows")}
      </button>
      {chosen.length > 0 && (
        <>
          <button type="button" class="quiet" data-action="choose-none" onClick={selection.clear}>
            Choose none
          </button>
          <Together open={open} />
        </>
      )}
      {may(me, "data.export") && (
        <ExportRows
          columns={columns}
          rows={chosen.length > 0 ? chosen : items}
          isChosen={chosen.length > 0}
        />
      )}
      {opened === "tag" && <TagTogether recordings={chosen} close={close} />}
      {opened === "transcribe" && <TranscribeTogether recordings={chosen} close={close} />}
      {opened === "assign" && <AssignTogether recordings={chosen} close={close} />}
    </section>
  );
}

/** What the person may do with those that are chosen. */
function Together({ open }: { readonly open: (opened: Opened) => void }) {
  const { me } = useSignedIn();
  const ways = WAYS.filter(({ right }) => may(me, right));
  return ways.map(({ opens, label }) => (
    <button key={opens} type="button" class="quiet" data-action={opens} onClick={() => open(opens)}>
      {label}
    </button>
  ));
}

const WAYS = [
  { opens: "tag", right: "recordings.play", label: "Tags" },
  { opens: "transcribe", right: "recordings.transcribe", label: "Transcribe" },
  { opens: "assign", right: "evaluations.manage", label: "Assign for evaluation" },
] as const;

interface ExportProps {
  readonly columns: readonly RecordingColumn[];
  readonly rows: readonly Recording[];
  readonly isChosen: boolean;
}

/** The rows as they are shown: the file has the same columns. */
function ExportRows({ columns, rows, isChosen }: ExportProps) {
  return (
    <button
      type="button"
      class="quiet"
      data-action="export"
      onClick={() => saveFile(csvOf(columns, rows), "recordings.csv")}
    >
      {isChosen ? "Export the chosen rows" : "Export these rows"}
    </button>
  );
}
