import { useState } from "preact/hooks";
import { dateAndTime } from "../components/format";
import { type Evaluation, mayDo } from "./answers";
import { ReasonForm } from "./reason-form";
import { acknowledge } from "./requests";
import { StepProblem, useStep } from "./use-step";

interface AcknowledgeProps {
  readonly evaluation: Evaluation;
  readonly changed: (evaluation: Evaluation) => void;
}

/** What the person who was evaluated can do: acknowledge it, or dispute answers until a day. */
export function Acknowledge({ evaluation, changed }: AcknowledgeProps) {
  const mayDispute = mayDo(evaluation, "dispute") && evaluation.dispute_until !== null;
  if (!mayDispute && !mayDo(evaluation, "acknowledge")) return null;
  return (
    <section class="form-section" data-section="acknowledge" aria-label="Your answer">
      <h2>Your answer</h2>
      {mayDispute && (
        <p data-dispute-until>
          You can dispute single answers until {dateAndTime(evaluation.dispute_until ?? "")}.
        </p>
      )}
      {mayDo(evaluation, "acknowledge") && <AcknowledgeForm evaluation={evaluation} changed={changed} />}
    </section>
  );
}

function AcknowledgeForm({ evaluation, changed }: AcknowledgeProps) {
  const [comment, type] = useState("");
  const { mutate, isPending, error, reset } = useStep<string>(
    (api, text) => acknowledge(api, evaluation, text),
    changed,
  );
  return (
    <>
      <StepProblem problem={error} evaluation={evaluation} reset={reset} />
      <ReasonForm
        action="Acknowledge"
        name="acknowledge"
        label="Your comment"
        about="the evaluation"
        hint="You need not write one."
        isRequired={false}
        isBusy={isPending}
        value={comment}
        change={type}
        send={() => mutate(comment)}
      />
    </>
  );
}
