import type { Column } from "../components/table/columns";
import { type RealtimeUser, STATUSES } from "./answers";
import { Direction, MoreCalls, OtherName, OtherNumber, Queue, Recording, Since, StatusPill } from "./cells";
import { hasCall } from "./statuses";

/** A user's line as the table shows it. */
export interface Line {
  readonly user: RealtimeUser;
  /** The line may be out of date. */
  readonly stale: boolean;
  /** Whether the account's plan delivers callers' names. */
  readonly callerNames: boolean;
  /** Whether there are several services, so that each line has to name its own. */
  readonly showService: boolean;
}

export const COLUMN_IDS = [
  "user",
  "extension",
  "status",
  "since",
  "direction",
  "number",
  "name",
  "queue",
  "recording",
] as const;
export type ColumnId = (typeof COLUMN_IDS)[number];

export const COLUMN_TITLES: Readonly<Record<ColumnId, string>> = {
  user: "User",
  extension: "Extension",
  status: "Status",
  since: "Since",
  direction: "Direction",
  number: "Number",
  name: "Name",
  queue: "Queue",
  recording: "Recording",
};

const PARTS: Readonly<Record<ColumnId, Pick<Column<Line>, "value" | "cell">>> = {
  user: {
    value: ({ user }) => user.name,
    cell: ({ user, showService }) => (
      <>
        <span class="user-name">{user.name}</span>
        {showService && <span class="user-service">{user.service}</span>}
      </>
    ),
  },
  extension: { value: ({ user }) => user.extension_number, cell: ({ user }) => user.extension_number },
  status: {
    value: ({ user }) => STATUSES.indexOf(user.status),
    cell: ({ user, stale }) => (
      <>
        <StatusPill status={user.status} /> <MoreCalls calls={user.calls} />
        {stale && <span class="hidden-visually">, not up to date</span>}
      </>
    ),
  },
  since: {
    value: ({ user }) => (user.since === null ? null : Date.parse(user.since)),
    cell: ({ user }) => <Since user={user} />,
  },
  direction: { value: ({ user }) => user.direction, cell: ({ user }) => <Direction user={user} /> },
  number: {
    value: ({ user }) => user.other_party?.number ?? null,
    cell: ({ user }) => <OtherNumber user={user} />,
  },
  name: {
    value: ({ user }) => user.other_party?.name ?? null,
    cell: ({ user, callerNames }) => <OtherName user={user} callerNames={callerNames} />,
  },
  queue: { value: ({ user }) => user.queue, cell: ({ user }) => <Queue user={user} /> },
  recording: {
    value: ({ user }) => (hasCall(user) ? Number(!user.recording) : null),
    cell: ({ user }) => <Recording user={user} />,
  },
};

/** The columns of the Realtime page, in their order. */
export const COLUMNS: readonly Column<Line>[] = COLUMN_IDS.map((id) => ({
  id,
  title: COLUMN_TITLES[id],
  isRowHeader: id === "user",
  ...PARTS[id],
}));
