import { dateAndTime } from "../components/format";
import type { Column } from "../components/table/columns";
import type { AuditEntry } from "./answers";
import { actionWords, actorWords, differences, kindWords, objectWords } from "./words";

/** Every text of an entry is data and is shown as text. `only` narrows the log to one thing. */
export const columnsFor = (only: (object: AuditEntry["object"]) => void): readonly Column<AuditEntry>[] => [
  {
    id: "at",
    title: "When",
    isRowHeader: true,
    value: ({ at }) => at,
    cell: ({ at }) => at && <time dateTime={at}>{dateAndTime(at)}</time>,
  },
  { id: "actor", title: "Who", value: ({ actor }) => actor.name, cell: (entry) => actorWords(entry) },
  { id: "action", title: "What", value: ({ action }) => action, cell: ({ action }) => actionWords(action) },
  {
    id: "object",
    title: "To what",
    value: ({ object }) => object.id,
    cell: (entry) => <Thing entry={entry} only={only} />,
  },
  {
    id: "changes",
    title: "Before and after",
    value: () => null,
    cell: (entry) => <Diff entry={entry} />,
  },
  {
    id: "origin",
    title: "From where",
    value: ({ origin }) => origin.forwarded_for || origin.address,
    cell: ({ origin }) => (
      <>
        {origin.forwarded_for || origin.address}
        {origin.forwarded_for && <span class="second-line">through {origin.address}</span>}
        {origin.agent && <span class="second-line">{origin.agent}</span>}
      </>
    ),
  },
];

interface ThingProps {
  readonly entry: AuditEntry;
  readonly only: (object: AuditEntry["object"]) => void;
}

function Thing({ entry, only }: ThingProps) {
  const { object } = entry;
  const shown = objectWords(entry);
  return (
    <>
      {kindWords(object.kind)}
      <span class="second-line">{shown}</span>
      {object.id && (
        <button type="button" class="link" tabIndex={-1} data-action="only-this" onClick={() => only(object)}>
          Only this<span class="hidden-visually">: {shown}</span>
        </button>
      )}
    </>
  );
}

function Diff({ entry }: { readonly entry: AuditEntry }) {
  const found = differences(entry);
  if (found.length === 0) return null;
  return (
    <>
      <ul class="changes">
        {found.map(({ field, before, after }) => (
          <li key={field} data-changed={field}>
            {field}:{" "}
            {before !== null && (
              <del>
                <span class="hidden-visually">before </span>
                {before}
              </del>
            )}{" "}
            {after !== null && (
              <ins>
                <span class="hidden-visually">after </span>
                {after}
              </ins>
            )}
          </li>
        ))}
      </ul>
      {entry.omitted > 0 && <span class="second-line">and {entry.omitted} more fields</span>}
    </>
  );
}
