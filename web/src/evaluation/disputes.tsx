import { useState } from "preact/hooks";
import { RadiosField } from "../components/form/radios-field";
import { dateAndTime } from "../components/format";
import { nameWords } from "../queue/words";
import type { Question } from "../scorecards/content";
import { type Answer, needsComment } from "../scorecards/preview/answer";
import { QuestionInput } from "../scorecards/preview/question-input";
import type { Answered } from "./answer";
import { type Dispute, type Evaluation, mayDo } from "./answers";
import { CommentField } from "./comment-field";
import { isSameAnswered } from "./draft-state";
import { ReasonForm } from "./reason-form";
import { type Decided, decide, dispute } from "./requests";
import { StepProblem, useStep } from "./use-step";
import { answerWords } from "./words";

interface DisputedProps {
  readonly evaluation: Evaluation;
  readonly question: Question;
  readonly answered: Answered;
  readonly changed: (evaluation: Evaluation) => void;
}

/** The dispute of one answer: the way to it, what was said, and how it was decided. */
export function Disputed(props: DisputedProps) {
  const { evaluation, question, answered } = props;
  const found = evaluation.disputes.find((each) => each.question === question.ref);
  if (found !== undefined) return <Found {...props} found={found} />;
  return mayDo(evaluation, "dispute") && answered.answer !== null ? <Begin {...props} /> : null;
}

function Begin({ evaluation, question, changed }: DisputedProps) {
  const [isOpen, open] = useState(false);
  const [reason, type] = useState("");
  const { mutate, isPending, error, reset } = useStep<string>(
    (api, text) => dispute(api, evaluation, { question: question.ref, reason: text }),
    changed,
  );
  if (!isOpen) {
    return (
      <button type="button" class="link" data-action="dispute" onClick={() => open(true)}>
        Dispute<span class="hidden-visually"> the answer to: {question.title}</span>
      </button>
    );
  }
  return (
    <div class="dispute">
      <StepProblem problem={error} evaluation={evaluation} reset={reset} />
      <ReasonForm
        action="Dispute this answer"
        name="send-dispute"
        label="Why is the answer wrong?"
        about={question.title}
        hint="Someone else than the evaluator decides. Each answer can be disputed once."
        isRequired
        takesFocus
        isBusy={isPending}
        value={reason}
        change={type}
        send={() => mutate(reason)}
        cancel={() => open(false)}
      />
    </div>
  );
}

function Found(props: DisputedProps & { readonly found: Dispute }) {
  const { found, evaluation, question } = props;
  return (
    <div class="dispute" data-dispute={found.decision ?? "open"}>
      <p>
        <strong>Disputed</strong> {found.at && dateAndTime(found.at)}
      </p>
      <p class="quoted" dir="auto">
        {found.reason}
      </p>
      {found.decision !== null && (
        <p>
          <strong>{found.decision === "upheld" ? "The answer stays" : "The answer was changed"}</strong>
          {found.decided_by && `, decided by ${nameWords(found.decided_by)}`}{" "}
          {found.decided_at && dateAndTime(found.decided_at)}
          {found.before && `. Before: ${answerWords(question, found.before.answer)}`}
        </p>
      )}
      {found.decision !== null && (
        <p class="quoted" dir="auto">
          {found.decision_reason}
        </p>
      )}
      {found.decision === null && mayDo(evaluation, "decide") && <Decide {...props} />}
    </div>
  );
}

/** Someone else than the evaluator upholds the answer, or gives another one. */
function Decide({ evaluation, question, answered, changed }: DisputedProps) {
  const [decision, choose] = useState<Decided["decision"] | null>(null);
  const [reason, type] = useState("");
  const [answer, setAnswer] = useState<Answer | null>(answered.answer);
  const [comment, setComment] = useState(answered.comment);
  const { mutate, isPending, error, reset } = useStep<Decided>(
    (api, body) => decide(api, evaluation, question.ref, body),
    changed,
  );
  const isChanged = decision === "changed";
  const isCommentMissing = needsComment(question, answer) && comment.trim() === "";
  // As the API decides it: another comment alone changes no answer.
  const isOther = !isSameAnswered(answered, { ...answered, answer });
  const isComplete = !isChanged || (answer !== null && isOther && !isCommentMissing);
  const send = () => {
    if (decision === null) return;
    const after = { answer: { ...answered, answer, comment } };
    mutate({ decision, reason, ...(isChanged && after) });
  };
  return (
    <>
      <StepProblem problem={error} evaluation={evaluation} reset={reset} />
      <ReasonForm
        action="Decide"
        name="send-decision"
        label="Reason"
        about={question.title}
        isRequired
        isBusy={isPending}
        isReady={decision !== null && isComplete}
        value={reason}
        change={type}
        send={send}
        after={
          isChanged && (
            <>
              <QuestionInput question={question} answer={answer} onAnswer={setAnswer} />
              <CommentField
                name="comment"
                label="Comment"
                about={question.title}
                isShown
                isRequired={needsComment(question, answer)}
                value={comment}
                change={setComment}
              />
            </>
          )
        }
      >
        <RadiosField<Decided["decision"]>
          name="decision"
          label={`Your decision: ${question.title}`}
          chosen={decision}
          choices={[
            { value: "upheld", label: "The answer stays" },
            { value: "changed", label: "The answer changes" },
          ]}
          change={choose}
        />
      </ReasonForm>
    </>
  );
}
