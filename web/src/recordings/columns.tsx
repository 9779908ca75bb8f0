import { dateAndTime, duration } from "../components/format";
import type { Column } from "../components/table/columns";
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
    cell: ({ extension_id }) => extension_id,
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
    cell: ({ reason }) => <span title={reason ?? ""}>{reasonWords(reason)}</span>,
  },
];
