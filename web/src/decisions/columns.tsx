import { dateAndTime } from "../components/format";
import type { Column } from "../components/table/columns";
import { extensionWords } from "../users/words";
import { choicesOf, type Decision } from "./answers";
import { changeWords, kindWords, peopleWords, titleWords, unimportedWords } from "./words";

/** The columns of the list. Every text of RingCentral is shown as it is: markup in a name stays text. */
export const columnsFor = (open: (decision: Decision) => void): readonly Column<Decision>[] => [
  {
    id: "change",
    title: "Change",
    isRowHeader: true,
    value: ({ kind }) => kind,
    cell: (decision) => <Change decision={decision} />,
  },
  {
    id: "extension",
    title: "Extension",
    value: ({ number }) => number,
    cell: (decision) => (
      <>
        {decision.name || extensionWords(decision)}
        <span class="second-line">
          {[decision.name && extensionWords(decision), decision.service].filter(Boolean).join(", ")}
        </span>
      </>
    ),
  },
  {
    id: "users",
    title: "Who has it",
    value: ({ users }) => users.length,
    cell: (decision) => peopleWords(decision) || "No one",
  },
  {
    id: "unimported",
    title: "Not imported",
    value: ({ unimported }) => unimported,
    cell: (decision) => unimportedWords(decision),
  },
  {
    id: "found_at",
    title: "Found",
    value: ({ found_at }) => found_at,
    cell: ({ found_at }) => found_at && <time dateTime={found_at}>{dateAndTime(found_at)}</time>,
  },
  {
    id: "decide",
    title: "Decision",
    value: () => null,
    cell: (decision) => <OpenButton decision={decision} open={open} />,
  },
];

function Change({ decision }: { readonly decision: Decision }) {
  return (
    <>
      <strong>{kindWords(decision.kind)}</strong> {decision.alarm && <AlarmBadge />}
      <span class="second-line">{changeWords(decision)}</span>
    </>
  );
}

function AlarmBadge() {
  return <span class="badge badge-bad">Recordings may be lost</span>;
}

/** For the mouse; the row itself is opened by Enter. */
function OpenButton({
  decision,
  open,
}: {
  readonly decision: Decision;
  readonly open: (one: Decision) => void;
}) {
  return (
    <button type="button" class="quiet" tabIndex={-1} data-action="decide" onClick={() => open(decision)}>
      {choicesOf(decision).length > 0 ? "Decide" : "Details"}
      <span class="hidden-visually"> about {titleWords(decision)}</span>
    </button>
  );
}
