import { useState } from "preact/hooks";
import { Notice } from "../components/notice";
import type { Content, Evaluation } from "./answers";
import { WholeComments } from "./draft-form";
import { edited, isSame } from "./draft-state";
import { FormSections } from "./form-sections";
import { ReasonForm } from "./reason-form";
import { edit } from "./requests";
import { ScoreSummary } from "./score-summary";
import { storedOf } from "./use-draft";
import { useForm } from "./use-form";
import { StepProblem, useStep } from "./use-step";

interface EditFormProps {
  readonly evaluation: Evaluation;
  readonly changed: (evaluation: Evaluation) => void;
  readonly cancel: () => void;
}

/** A change after the submission: everything can change, and it needs a reason. */
export function EditForm({ evaluation, changed, cancel }: EditFormProps) {
  const { content: scorecard, kind, listened } = evaluation;
  const stored = storedOf(evaluation).content;
  const [content, setContent] = useState<Content>(stored);
  const [reason, type] = useState("");
  const form = useForm(scorecard, content);
  const { mutate, isPending, error, reset } = useStep<string>(
    (api, text) => edit(api, evaluation, content, text),
    changed,
  );
  const isReleased = evaluation.released_at !== null;
  return (
    <>
      <div class="form-head">
        <ScoreSummary
          scorecard={scorecard}
          scores={form.scores}
          heard={listened}
          heardWords="The evaluator had listened to"
          isLive
        />
      </div>
      <FormSections
        {...form}
        scorecard={scorecard}
        answers={content.answers}
        hasPrivate={kind === "review"}
        edit={(change) => setContent((before) => edited(before, change))}
      />
      <WholeComments
        content={content}
        hasPrivate={kind === "review"}
        edit={(change) => setContent((before) => edited(before, change))}
      />
      <section class="form-section" data-section="edit" aria-label="Save the change">
        {isReleased && (
          <Notice kind="released-again">
            The person who is evaluated sees the change at once, and is asked to acknowledge it again.
          </Notice>
        )}
        <StepProblem problem={error} evaluation={evaluation} reset={reset} />
        <ReasonForm
          action="Save the change"
          name="save-edit"
          label="Reason of the change"
          about="the evaluation"
          hint="It is kept in the history with what was there before."
          isRequired
          isBusy={isPending}
          isReady={form.missing.length === 0 && !isSame(content, stored)}
          value={reason}
          change={type}
          send={() => mutate(reason)}
          cancel={cancel}
        />
      </section>
    </>
  );
}
