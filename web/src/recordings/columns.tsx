import { dateAndTime, duration } from "../components/format";
import type { Column } from "../components/table/columns";
import { extensionWords } from "../users/words";
import type { Recording } from "./answers";
import { reasonWords, stateWords } from "./words";

export const COLUMNS: readonly Column<Recording>[] = [
  {
    id: "started_at",
    title: "Began",
    isRowHeader: true,
    value: ({ started_at }) => started_at,
    cell: ({ started_at }) => started_at && <time dateTime={started_at}>{dateAndTime(started_at)}</time>,
  },
  {
    id: "duration",
    title: "Length",
    value: ({ duration_seconds }) => duration_seconds,
    cell: ({ duration_seconds }) => (duration_seconds ? duration(duration_seconds * 1000) : null),
  },
  {
    id: "direction",
    title: "Direction",
    value: ({ direction }) => direction,
    cell: ({ direction }) => direction,
  },
  {
    id: "extension",
    title: "Extension",
    value: ({ extension_id }) => extension_id,
    cell: (recording) => <Extension recording={recording} />,
  },
  {
    id: "users",
    title: "Users in the call",
    value: ({ users }) => users.length,
    cell: ({ users }) => users.map(({ id, name }) => name || id).join(", "),
  },
  { id: "service", title: "Service", value: ({ service }) => service, cell: ({ service }) => service },
  {
    id: "state",
    title: "State",
    value: ({ state }) => state,
    cell: ({ state }) => <span class={`badge recording-${state}`}>{stateWords(state)}</span>,
  },
  {
    id: "reason",
    title: "Why",
    value: ({ reason }) => reason,
    cell: ({ reason }) => (reason ? <span title={reason}>{reasonWords(reason)}</span> : null),
  },
];

/** The name and number of the recorded extension; its id if they are not known. */
function Extension({ recording: { extension_id, extension_names } }: { readonly recording: Recording }) {
  if (!extension_id) return null;
  const { name = null, number = null } = extension_names[extension_id] ?? {};
  const words = extensionWords({ number, extension_id });
  if (!name) return <>{words}</>;
  return (
    <>
      {name}
      <span class="second-line">{words}</span>
    </>
  );
}
