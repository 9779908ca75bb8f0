import { dateAndTime } from "../components/format";
import type { Column } from "../components/table/columns";
import type { State, Summary } from "./answers";
import type { Opened } from "./scorecards-page";
import { STATE_WORDS, versionWords } from "./words";

export const SCORECARDS_PATH = "/evaluation/scorecards";

export function addressOf(id: string): string {
  return `${SCORECARDS_PATH}/${encodeURIComponent(id)}`;
}

/** The columns of the Scorecards page. Every text is shown as it is: markup in a title stays text. */
export function scorecardColumns(
  mayManage: boolean,
  open: (opened: Opened) => void,
): readonly Column<Summary>[] {
  return [
    {
      id: "title",
      title: "Scorecard",
      isRowHeader: true,
      value: (scorecard) => scorecard.title,
      cell: (scorecard) => (
        <a class="link" tabIndex={-1} href={addressOf(scorecard.id)}>
          {scorecard.title}
        </a>
      ),
    },
    {
      id: "state",
      title: "State",
      value: (scorecard) => scorecard.state,
      cell: (scorecard) => <StateBadge state={scorecard.state} />,
    },
    { id: "version", title: "Version", value: versionWords, cell: versionWords },
    {
      id: "changed_at",
      title: "Last change",
      value: (scorecard) => scorecard.changed_at,
      cell: (scorecard) => scorecard.changed_at && dateAndTime(scorecard.changed_at),
    },
    {
      id: "actions",
      title: "Actions",
      value: () => null,
      cell: (scorecard) => <RowActions scorecard={scorecard} mayManage={mayManage} open={open} />,
    },
  ];
}

export function StateBadge({ state }: { readonly state: State }) {
  return (
    <span class={state === "active" ? "badge badge-good" : "badge"} data-state={state}>
      {STATE_WORDS[state]}
    </span>
  );
}

interface RowActionsProps {
  readonly scorecard: Summary;
  readonly mayManage: boolean;
  readonly open: (opened: Opened) => void;
}

function RowActions({ scorecard, mayManage, open }: RowActionsProps) {
  const name = <span class="hidden-visually"> {scorecard.title}</span>;
  return (
    <div class="row-actions">
      <button
        type="button"
        class="quiet"
        data-action="export-scorecard"
        onClick={() => open({ name: "export", scorecard })}
      >
        Export{name}
      </button>
      {mayManage && scorecard.state !== "retired" && (
        <button
          type="button"
          class="quiet dangerous"
          data-action="retire-scorecard"
          onClick={() => open({ name: "retire", scorecard })}
        >
          Retire{name}
        </button>
      )}
    </div>
  );
}
