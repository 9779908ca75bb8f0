import type { ComponentChildren } from "preact";
import { dateAndTime, duration } from "../components/format";
import type { Column } from "../components/table/columns";
import { recordingAddress } from "../recording/address";
import { extensionWords } from "../users/words";
import { identifierOf, type Recording } from "./answers";
import { reasonWords, stateWords, typeWords } from "./words";

/** A recording in the table, and whether it is chosen. */
export type ShownRecording = Recording & { readonly isChosen: boolean };

/** A column that people may choose. `text` is what a file of the rows has in it. */
export interface RecordingColumn {
  readonly id: string;
  readonly title: string;
  readonly text: (recording: Recording) => string;
  readonly cell?: (recording: Recording) => ComponentChildren;
  /** The least width in rem, and the share of what is left. */
  readonly width: number;
  readonly share?: number;
  readonly isDefault?: boolean;
}

/** Names the row: it is always there. */
export const BEGAN: RecordingColumn = {
  id: "started_at",
  title: "Began",
  width: 17,
  isDefault: true,
  text: ({ started_at }) => started_at ?? "",
};

export const COLUMNS: readonly RecordingColumn[] = [
  BEGAN,
  {
    id: "duration",
    title: "Length",
    width: 5,
    isDefault: true,
    text: ({ duration_seconds }) => (duration_seconds ? duration(duration_seconds * 1000) : ""),
  },
  {
    id: "direction",
    title: "Direction",
    width: 6.5,
    isDefault: true,
    text: ({ direction }) => direction ?? "",
  },
  {
    id: "extension",
    title: "Extension",
    width: 8,
    share: 1,
    isDefault: true,
    text: extensionText,
    cell: (recording) => <Extension recording={recording} />,
  },
  {
    id: "users",
    title: "Users in the call",
    width: 9,
    share: 1.2,
    isDefault: true,
    text: ({ users }) => users.map(({ id, name }) => name || id).join(", "),
  },
  {
    id: "queue",
    title: "Call queue",
    width: 9,
    share: 1,
    text: queueText,
  },
  {
    id: "others",
    title: "Also took part",
    width: 9,
    share: 1,
    text: othersText,
  },
  {
    id: "service",
    title: "Service",
    width: 6,
    share: 0.7,
    isDefault: true,
    text: ({ service }) => service,
  },
  {
    id: "state",
    title: "State",
    width: 8.5,
    isDefault: true,
    text: ({ state }) => stateWords(state),
    cell: ({ state }) => <span class={`badge recording-${state}`}>{stateWords(state)}</span>,
  },
  {
    id: "reason",
    title: "Why",
    width: 10,
    share: 2,
    isDefault: true,
    text: ({ reason }) => reasonWords(reason),
    cell: ({ reason }) => (reason ? <span title={reason}>{reasonWords(reason)}</span> : null),
  },
  {
    id: "has_transcript",
    title: "Transcript",
    width: 6.5,
    text: ({ has_transcript }) => (has_transcript ? "Yes" : ""),
  },
  {
    id: "tags",
    title: "Tags",
    width: 8,
    share: 1,
    text: ({ tags }) => tags.join(", "),
    cell: ({ tags }) => tags.length > 0 && <Tags tags={tags} />,
  },
  {
    id: "type",
    title: "Type",
    width: 7,
    text: ({ recording_type }) => typeWords(recording_type ?? ""),
  },
  { id: "recording_id", title: "Recording id", width: 10, text: ({ recording_id }) => recording_id },
  { id: "session_id", title: "Session id", width: 10, text: ({ session_id }) => session_id ?? "" },
  { id: "account_id", title: "Account id", width: 8, text: ({ account_id }) => account_id ?? "" },
  {
    id: "stored_at",
    title: "Stored",
    width: 12,
    text: ({ stored_at }) => stored_at ?? "",
    cell: ({ stored_at }) => stored_at && <time dateTime={stored_at}>{dateAndTime(stored_at)}</time>,
  },
];

export const DEFAULT_COLUMNS: readonly string[] = COLUMNS.filter((column) => column.isDefault).map(
  ({ id }) => id,
);

/** The columns with these ids in the page's order; those that this console does not know are left out. */
export function columnsWith(ids: readonly string[]): readonly RecordingColumn[] {
  return COLUMNS.filter((column) => column === BEGAN || ids.includes(column.id));
}

/** The columns of the grid. */
export function gridOf(columns: readonly RecordingColumn[]): string {
  return columns
    .map(({ width, share }) => (share ? `minmax(${width}rem, ${share}fr)` : `${width}rem`))
    .join(" ");
}

/** How many rem the columns need. */
export function leastWidth(columns: readonly RecordingColumn[]): number {
  return columns.reduce((sum, { width }) => sum + width, 0);
}

/** The columns for the table, in which rows can be chosen and opened. */
export function tableColumns(
  columns: readonly RecordingColumn[],
  toggle: (recording: Recording) => void,
): readonly Column<ShownRecording>[] {
  return columns.map((column) => ({
    id: column.id,
    title: column.title,
    value: column.text,
    ...(column === BEGAN
      ? { isRowHeader: true, cell: (row) => <Began recording={row} toggle={toggle} /> }
      : { cell: column.cell ?? column.text }),
  }));
}

interface BeganProps {
  readonly recording: ShownRecording;
  readonly toggle: (recording: Recording) => void;
}

/** For the mouse; by keyboard Space chooses the row, and Enter opens it. */
function Began({ recording, toggle }: BeganProps) {
  const { started_at, recording_id, isChosen } = recording;
  const shown = started_at ? dateAndTime(started_at) : recording_id;
  return (
    <span class="row-head">
      <input
        type="checkbox"
        tabIndex={-1}
        aria-label={`Choose the recording of ${shown}`}
        checked={isChosen}
        onChange={() => toggle(recording)}
      />
      <a class="link" tabIndex={-1} href={pathOfRecording(recording)}>
        {started_at ? <time dateTime={started_at}>{shown}</time> : shown}
      </a>
    </span>
  );
}

export function pathOfRecording(recording: Recording): string {
  return recordingAddress(identifierOf(recording));
}

function Tags({ tags }: Pick<Recording, "tags">) {
  return (
    <span class="row-tags">
      {tags.map((tag) => (
        <span key={tag} class="badge">
          {tag}
        </span>
      ))}
    </span>
  );
}

function extensionText(recording: Recording): string {
  return recording.extension_id ? nameOf(recording.extension_id, recording) : "";
}

function queueText(recording: Recording): string {
  return namesOf(recording, (id) => recording.extension_names[id]?.queue === true);
}

/** Other extensions whose part of the call it has. */
function othersText(recording: Recording): string {
  return namesOf(
    recording,
    (id) => id !== recording.extension_id && recording.extension_names[id]?.queue !== true,
  );
}

function namesOf(recording: Recording, isWanted: (id: string) => boolean): string {
  const wanted = recording.extensions.filter(isWanted);
  return wanted.map((id) => nameOf(id, recording)).join("; ");
}

function nameOf(id: string, { extension_names }: Recording): string {
  const { name, number } = extension_names[id] ?? {};
  const words = extensionWords({ number: number ?? null, extension_id: id });
  return name ? `${name}, ${words}` : words;
}

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
