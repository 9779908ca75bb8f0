import { useTicking } from "../components/clock";
import { dayOf } from "../queue/due";
import { dueWords, scorecardWords, stateWords } from "../queue/words";
import { type Evaluation, isOpen } from "./answers";
import { historyWords } from "./words";

/** What stands beside the heading. */
export function Head({ evaluation }: { readonly evaluation: Evaluation }) {
  const { state } = evaluation;
  const today = useTicking((now) => dayOf(new Date(now)));
  const due = isOpen(evaluation) ? dueWords(evaluation, today) : "";
  return (
    <>
      <span class="muted">{scorecardWords(evaluation)}</span>
      <span class={`badge evaluation-${state}`} data-state={state}>
        {stateWords(state)}
      </span>
      <span class="muted">{historyWords(evaluation)}</span>
      {due && (
        <span class="muted" data-due>
          {due}
        </span>
      )}
      <div class="page-actions">
        <a class="quiet" href="/evaluation/queue" data-action="back-to-evaluations">
          Back to the evaluations
        </a>
      </div>
    </>
  );
}
