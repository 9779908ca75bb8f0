import { useEffect, useState } from "preact/hooks";
import { useStore } from "../components/store";
import { answeredTo } from "./answer";
import type { Evaluation } from "./answers";
import { useAtWork } from "./at-work";
import { CommentField } from "./comment-field";
import { hasChanges } from "./draft-state";
import { FormKeys } from "./form-keys";
import { FormSections } from "./form-sections";
import { areKeysOn, KeysHelp } from "./keys-help";
import { DraftConflict, SaveStatus } from "./save-status";
import { ScoreSummary } from "./score-summary";
import { questionsOf } from "./scorecard";
import { SubmitSection } from "./submit-section";
import { useDraft } from "./use-draft";
import { useForm } from "./use-form";
import { Workplace } from "./workplace";

interface DraftFormProps {
  readonly evaluation: Evaluation;
  /** It is no draft any more. */
  readonly finish: (evaluation: Evaluation | null) => void;
}

/** What the evaluator writes, beside the player. It saves itself. */
export function DraftForm({ evaluation, finish }: DraftFormProps) {
  const saver = useDraft(evaluation);
  const state = useStore(saver.state);
  const isOver = !state.base.isOpen && !hasChanges(state);
  useEffect(() => {
    if (isOver) finish(null);
  }, [isOver, finish]);
  return (
    <Workplace evaluation={evaluation} answers={state.content.answers}>
      <DraftConflict
        scorecard={evaluation.content}
        state={state}
        takeTheirs={() => saver.takeTheirs()}
        keepMine={() => saver.keepMine()}
      />
      <DraftFields evaluation={evaluation} saver={saver} finish={finish} />
    </Workplace>
  );
}

interface DraftFieldsProps extends DraftFormProps {
  readonly saver: ReturnType<typeof useDraft>;
}

function DraftFields({ evaluation, saver, finish }: DraftFieldsProps) {
  const { content: scorecard, kind } = evaluation;
  const state = useStore(saver.state);
  const { content } = state;
  const { heard } = useAtWork();
  const form = useForm(scorecard, content);
  const [isHelpOpen, showHelp] = useState(false);
  const [areOn, turnKeys] = useState(areKeysOn);
  const [isAsked, ask] = useState(false);
  const hasPrivate = kind === "review";
  return (
    <>
      <div class="form-head">
        <ScoreSummary
          scorecard={scorecard}
          scores={form.scores}
          heard={heard}
          heardWords="You have listened to"
          isLive
        />
        <SaveStatus state={state} retry={() => saver.retry()} />
        <button type="button" class="quiet" data-action="keys" onClick={() => showHelp(true)}>
          Keys
        </button>
      </div>
      {scorecard.description && <p class="question-instructions">{scorecard.description}</p>}
      <FormSections
        {...form}
        scorecard={scorecard}
        answers={content.answers}
        missing={isAsked ? form.missing : []}
        hasPrivate={hasPrivate}
        edit={(edit) => saver.edit(edit)}
      />
      <WholeComments content={content} hasPrivate={hasPrivate} edit={(edit) => saver.edit(edit)} />
      <SubmitSection
        evaluation={evaluation}
        saver={saver}
        missing={form.missing}
        isAsked={isAsked}
        ask={() => ask(true)}
        goTo={form.goTo}
        finish={finish}
      />
      <FormKeys
        form={form}
        isOn={areOn}
        questions={questionsOf(scorecard)}
        answeredTo={(ref) => answeredTo(saver.state.get().content.answers, ref)}
        change={(ref, changes) => saver.edit({ ref, changes })}
        hasPrivate={hasPrivate}
        showHelp={() => showHelp(true)}
      />
      {isHelpOpen && <KeysHelp isOn={areOn} turn={turnKeys} close={() => showHelp(false)} />}
    </>
  );
}

interface WholeCommentsProps {
  readonly content: { readonly comment: string; readonly private: string };
  readonly hasPrivate: boolean;
  readonly edit: (edit: { readonly comment: string } | { readonly private: string }) => void;
}

/** Comments on the whole call. */
export function WholeComments({ content, hasPrivate, edit }: WholeCommentsProps) {
  return (
    <section class="form-section" aria-label="The whole call">
      <h2>The whole call</h2>
      <CommentField
        name="comment"
        label="Comment"
        about="the whole call"
        isShown
        isRequired={false}
        value={content.comment}
        change={(comment) => edit({ comment })}
      />
      {hasPrivate && (
        <CommentField
          name="private"
          label="Private comment"
          about="the whole call"
          hint="The person who is evaluated does not see it."
          isShown
          isRequired={false}
          value={content.private}
          change={(text) => edit({ private: text })}
        />
      )}
    </section>
  );
}
