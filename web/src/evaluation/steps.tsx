import { useState } from "preact/hooks";
import { useSignedIn } from "../access/signed-in";
import { useCursorList } from "../api/lists";
import { dateAndTime } from "../components/format";
import { ProblemNotice } from "../components/notice";
import { nameWords } from "../queue/words";
import { answeredTo } from "./answer";
import type { Evaluation, Step } from "./answers";
import { evaluationKey, readSteps } from "./requests";
import { questionsOf } from "./scorecard";
import { actionWords, answerWords, scoreWords } from "./words";

/** Everything that was done with the evaluation, with what was there before. Not for the person evaluated. */
export function Steps({ evaluation }: { readonly evaluation: Evaluation }) {
  const [isOpen, open] = useState(false);
  return (
    <details
      class="form-section"
      data-section="steps"
      open={isOpen}
      onToggle={(event) => open(event.currentTarget.open)}
    >
      <summary>History</summary>
      {isOpen && <StepList evaluation={evaluation} />}
    </details>
  );
}

function StepList({ evaluation }: { readonly evaluation: Evaluation }) {
  const { api } = useSignedIn();
  const { id, revision } = evaluation;
  const list = useCursorList<Step>([...evaluationKey(id), "history", revision], (cursor) =>
    readSteps(api, id, cursor),
  );
  return (
    <>
      <ProblemNotice problem={list.problem} />
      <ol class="steps">
        {list.items.map((step) => (
          <OneStep key={step.revision} step={step} evaluation={evaluation} />
        ))}
      </ol>
      {list.hasMore && (
        <button type="button" class="quiet" data-action="more" disabled={list.isReading} onClick={list.more}>
          Show more
        </button>
      )}
    </>
  );
}

function OneStep({ step, evaluation }: { readonly step: Step; readonly evaluation: Evaluation }) {
  const { at, by, action, reason, before, score } = step;
  const replaced = questionsOf(evaluation.content).filter(({ ref }) => Object.hasOwn(before, ref));
  return (
    <li data-step={action}>
      <p>
        <strong>{nameWords(by)}</strong> {actionWords(action)}
        {at && <span class="muted"> {dateAndTime(at)}</span>}
        {score !== null && <span class="muted"> {scoreWords(score)}</span>}
      </p>
      {reason && (
        <p class="quoted" dir="auto">
          {reason}
        </p>
      )}
      {replaced.map((question) => {
        const answered = answeredTo(before, question.ref);
        return (
          <p key={question.ref} class="muted" dir="auto" data-before={question.ref}>
            Before: {question.title} {answerWords(question, answered.answer)}
            {answered.comment && ` (${answered.comment})`}
          </p>
        );
      })}
    </li>
  );
}
