/** A question with the controls that answer it. The answer is the caller's: nothing is kept here. */
import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import "../../styles/questions.css";
import { FieldError } from "../../components/form/fields";
import type { Question, QuestionType } from "../content";
import { type Answer, isNotApplicable, NOT_APPLICABLE } from "./answer";
import { MultipleChoice, SingleChoice } from "./choice-input";
import { ConsequenceNote } from "./consequence-note";
import { NumberInput } from "./number-input";
import { DateInput, TextInput } from "./text-input";

export interface QuestionInputProps {
  readonly question: Question;
  /** Null while it is not answered. */
  readonly answer: Answer | null;
  readonly onAnswer: (answer: Answer | null) => void;
  readonly isReadOnly?: boolean;
  /** Its place in the form, such as `2.1`. */
  readonly number?: string;
  readonly error?: string | null;
  /** What stands below the answer: a comment, a moment of the recording. */
  readonly children?: ComponentChildren;
}

/** What the controls of every type of question get. */
export interface ControlProps extends Pick<QuestionInputProps, "question" | "answer" | "onAnswer"> {
  readonly isReadOnly: boolean;
  /** The id of the element that has the question's title. */
  readonly titleId: string;
  /** The ids of what explains the question, or says what is wrong. */
  readonly describedBy: string | undefined;
  readonly isWrong: boolean;
}

const CONTROLS: Readonly<Record<QuestionType, (props: ControlProps) => ComponentChildren>> = {
  single_select: SingleChoice,
  multi_select: MultipleChoice,
  numeric: NumberInput,
  text: TextInput,
  date: DateInput,
};

export function QuestionInput(props: QuestionInputProps) {
  const { question, answer, onAnswer, isReadOnly = false, number, error = null, children } = props;
  const id = useId();
  const { instructions, type } = question;
  const notes = [instructions && `${id}-instructions`, error && `${id}-error`].filter(Boolean).join(" ");
  const Control = CONTROLS[type];
  const control = {
    question,
    answer,
    onAnswer,
    isReadOnly,
    titleId: `${id}-title`,
    describedBy: notes || undefined,
    isWrong: error !== null,
  };
  return (
    <fieldset
      class="question"
      data-question={question.ref}
      data-wrong={error !== null || undefined}
      aria-describedby={notes || undefined}
    >
      <legend id={`${id}-title`}>
        {number && <span class="question-number">{number} </span>}
        {question.title}
      </legend>
      {instructions && (
        <p class="question-instructions" id={`${id}-instructions`}>
          {instructions}
        </p>
      )}
      <Control key={type} {...control} />
      <FieldError id={`${id}-error`} error={error} />
      {type === "numeric" && <ConsequenceNote question={question} answer={answer} />}
      <AnswerActions {...control} />
      {children}
    </fieldset>
  );
}

/** Not applicable, where that is no option beside the others; and back to no answer. */
function AnswerActions({ question, answer, onAnswer, isReadOnly }: ControlProps) {
  const hasBox = question.allow_not_applicable && question.type !== "single_select";
  const mayClear = answer !== null && !isReadOnly;
  if (!hasBox && !mayClear) return null;
  return (
    <div class="question-actions">
      {hasBox && (
        <label class="check">
          <input
            type="checkbox"
            name="not_applicable"
            checked={isNotApplicable(answer)}
            disabled={isReadOnly}
            onChange={(event) => onAnswer(event.currentTarget.checked ? NOT_APPLICABLE : null)}
          />
          <span>
            Not applicable<span class="hidden-visually">: {question.title}</span>
          </span>
        </label>
      )}
      {mayClear && (
        <button type="button" class="link" data-action="clear-answer" onClick={() => onAnswer(null)}>
          Clear<span class="hidden-visually"> the answer: {question.title}</span>
        </button>
      )}
    </div>
  );
}
