import type { Evaluation } from "./answers";
import { historyWords, stateWords } from "./words";

/** What stands beside the heading. */
export function Head({ evaluation }: { readonly evaluation: Evaluation }) {
  const { state, scorecard, due } = evaluation;
  const isWaiting = state === "assigned" || state === "draft";
  return (
    <>
      <span class="muted">{scorecard.title}</span>
      <span class={`badge evaluation-${state}`} data-state={state}>
        {stateWords(state)}
      </span>
      <span class="muted">{historyWords(evaluation)}</span>
      {isWaiting && due && <span class="muted">Due on {due}</span>}
    </>
  );
}
