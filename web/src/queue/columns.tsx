import { dateAndTime } from "../components/format";
import type { Column } from "../components/table/columns";
import { recordingAddress } from "../recording/address";
import { dayWords } from "../users/words";
import type { Summary } from "./answers";
import { isOverdue } from "./due";
import { evaluationAddress } from "./requests";
import { listenedWords, nameWords, percentWords, scorecardWords, stateWords } from "./words";

interface Options {
  readonly today: string;
  /** Asks for another evaluator or another day of a row; null where the person may not. */
  readonly reassign: ((evaluation: Summary) => void) | null;
  /** Whether the evaluator may be changed, too. */
  readonly mayChangeEvaluator: boolean;
}

export function columnsFor({ today, reassign, mayChangeEvaluator }: Options): readonly Column<Summary>[] {
  return [
    {
      id: "scorecard",
      title: "Scorecard",
      isRowHeader: true,
      value: scorecardWords,
      cell: (evaluation) => <Title evaluation={evaluation} />,
    },
    {
      id: "evaluated",
      title: "Person evaluated",
      value: ({ evaluated }) => nameWords(evaluated),
      cell: ({ evaluated }) => nameWords(evaluated),
    },
    {
      id: "evaluator",
      title: "Evaluator",
      value: ({ evaluator }) => nameWords(evaluator),
      cell: (evaluation) => <Evaluator {...{ evaluation, reassign, mayChangeEvaluator }} />,
    },
    {
      id: "state",
      title: "State",
      value: ({ state }) => stateWords(state),
      cell: ({ state, open_disputes }) => (
        <>
          <span class={`badge evaluation-${state}`}>{stateWords(state)}</span>
          {open_disputes > 0 && <span class="second-line">{disputesWords(open_disputes)}</span>}
        </>
      ),
    },
    {
      id: "score",
      title: "Score",
      value: ({ score }) => score,
      cell: (evaluation) => <Score evaluation={evaluation} />,
    },
    {
      id: "due",
      title: "Due",
      value: ({ due }) => due,
      cell: (evaluation) => <Due evaluation={evaluation} today={today} />,
    },
    { id: "times", title: "When", value: ({ created_at }) => created_at, cell: timesCell },
    {
      id: "recording",
      title: "Call",
      value: ({ recording }) => recording,
      cell: ({ recording, service }) =>
        recording && (
          <>
            <a class="link" href={recordingAddress(recording)}>
              Recording
            </a>
            <span class="second-line">{service}</span>
          </>
        ),
    },
  ];
}

function Title({ evaluation }: { readonly evaluation: Summary }) {
  const { id, kind, scorecard } = evaluation;
  const details = [
    kind === "self" && "Self-evaluation",
    scorecard.version > 0 && `version ${scorecard.version}`,
  ];
  return (
    <>
      <a class="link" tabIndex={-1} href={evaluationAddress(id)}>
        {scorecardWords(evaluation)}
      </a>
      <span class="second-line">{details.filter(Boolean).join(", ")}</span>
    </>
  );
}

interface EvaluatorProps extends Pick<Options, "reassign" | "mayChangeEvaluator"> {
  readonly evaluation: Summary;
}

function Evaluator({ evaluation, reassign, mayChangeEvaluator }: EvaluatorProps) {
  const { evaluator, state, kind } = evaluation;
  return (
    <>
      {nameWords(evaluator)}
      {reassign && state === "assigned" && kind === "review" && (
        <button
          type="button"
          class="link second-line"
          data-action="reassign"
          onClick={() => reassign(evaluation)}
        >
          {mayChangeEvaluator ? "Reassign" : "Change the day"}
          <span class="hidden-visually">: {scorecardWords(evaluation)}</span>
        </button>
      )}
    </>
  );
}

function Score({ evaluation }: { readonly evaluation: Summary }) {
  const { score, category, failed_by } = evaluation;
  if (score === null) return null;
  const details = [category, failed_by && "failed by a critical question", listenedWords(evaluation)];
  return (
    <>
      <strong>{percentWords(score)}</strong>
      <span class="second-line">{details.filter(Boolean).join(", ")}</span>
    </>
  );
}

function Due({ evaluation, today }: { readonly evaluation: Summary; readonly today: string }) {
  const { due } = evaluation;
  if (due === null) return null;
  return (
    <>
      {dayWords(due)}
      {isOverdue(evaluation, today) && <span class="badge badge-bad">Overdue</span>}
    </>
  );
}

function timesCell({ created_at, submitted_at, released_at }: Summary) {
  const shown = (
    [
      ["Released", released_at],
      ["Submitted", submitted_at],
      ["Begun or assigned", created_at],
    ] as const
  ).find(([, time]) => time !== null);
  const [what, time] = shown ?? ["", null];
  return (
    time && (
      <>
        <time dateTime={time}>{dateAndTime(time)}</time>
        <span class="second-line">{what}</span>
      </>
    )
  );
}

function disputesWords(count: number): string {
  return count === 1 ? "One dispute is open" : `${count} disputes are open`;
}
