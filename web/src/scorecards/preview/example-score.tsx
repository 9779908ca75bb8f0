import { ProblemNotice } from "../../components/notice";
import { questionsOf } from "../tree";
import { percentWords } from "../words";
import type { Preview } from "./use-preview";

/** The score of the answers that were tried, and the name of its threshold. */
export function ExampleScore({ preview }: { readonly preview: Preview }) {
  const { result, problem, answers, clear, isWaiting } = preview;
  return (
    <div class="example-score" data-example-score aria-busy={isWaiting}>
      <p role="status">
        <span class="muted">Example score </span>
        <strong data-score>{percentWords(result?.scores?.score)}</strong>
        {result?.category && (
          <span class="badge" data-category>
            {result.category}
          </span>
        )}
        <span class="second-line">{reasonWords(preview)}</span>
      </p>
      <button
        type="button"
        class="quiet"
        data-action="clear-answers"
        disabled={Object.keys(answers).length === 0}
        onClick={clear}
      >
        Clear the answers
      </button>
      <ProblemNotice problem={problem} />
    </div>
  );
}

/** Why the score is what it is, where that is not plain. */
function reasonWords({ scorecard, result, answers }: Preview): string {
  if (result === undefined) return "";
  if (result.scores === null) return "A mistake in the structure allows no score.";
  const { failed_by, score } = result.scores;
  const failing = questionsOf(scorecard).find(({ ref }) => ref === failed_by);
  if (failing !== undefined) return `The answer to “${failing.title}” fails the whole evaluation.`;
  if (scorecard.scoring === "off") return "This scorecard has no score.";
  if (score === null || score === undefined) {
    return Object.keys(answers).length === 0 ? "Answer questions to see it." : "Nothing was scored yet.";
  }
  return "Of the answers so far.";
}
