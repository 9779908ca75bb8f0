import { useState } from "preact/hooks";
import { Notice } from "../components/notice";
import { answeredTo } from "./answer";
import type { Content, Evaluation } from "./answers";
import { WholeComments } from "./draft-form";
import { type Edit, edited, isSame } from "./draft-state";
import { FormKeys } from "./form-keys";
import { FormSections } from "./form-sections";
import { areKeysOn, KeysHelp } from "./keys-help";
import { ReasonForm } from "./reason-form";
import { edit } from "./requests";
import { ScoreSummary } from "./score-summary";
import { questionsOf } from "./scorecard";
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
  const [isHelpOpen, showHelp] = useState(false);
  const [areOn, turnKeys] = useState(areKeysOn);
  const change = (edit: Edit) => setContent((before) => edited(before, edit));
  const isReleased = evaluation.released_at !== null;
  return (
    <>
      <div class="form-head">
        <ScoreSummary
          scorecard={scorecard}
          scores={form.scores}
          heard={listened}
          heardWords="You had listened to"
          isLive
        />
        <button type="button" class="quiet" data-action="keys" onClick={() => showHelp(true)}>
          Keys
        </button>
      </div>
      <FormSections
        {...form}
        scorecard={scorecard}
        answers={content.answers}
        hasPrivate={kind === "review"}
        edit={change}
      />
      <WholeComments content={content} hasPrivate={kind === "review"} edit={change} />
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
      <FormKeys
        form={form}
        isOn={areOn}
        questions={questionsOf(scorecard)}
        answeredTo={(ref) => answeredTo(content.answers, ref)}
        change={(ref, changes) => change({ ref, changes })}
        hasPrivate={kind === "review"}
        showHelp={() => showHelp(true)}
      />
      {isHelpOpen && <KeysHelp isOn={areOn} turn={turnKeys} close={() => showHelp(false)} />}
    </>
  );
}
