import type { Question } from "../scorecards/content";
import { needsComment } from "../scorecards/preview/answer";
import { QuestionInput } from "../scorecards/preview/question-input";
import type { Answered } from "./answer";
import { CommentField } from "./comment-field";
import { Moments } from "./moments";
import type { Percent } from "./scoring";
import { scoreWords } from "./words";

export interface FormQuestionProps {
  readonly question: Question;
  /** Its place in the form, such as `2.1`. */
  readonly number: string;
  readonly answered: Answered;
  readonly percent: Percent;
  readonly isCurrent: boolean;
  /** What is missing here, after the person wanted to submit. */
  readonly error: string | null;
  readonly hasPrivate: boolean;
  /** Comments that were opened before they have a text. */
  readonly opened: ReadonlySet<string>;
  readonly change: (changes: Partial<Answered>) => void;
  readonly open: (field: CommentName) => void;
  readonly choose: () => void;
}

export type CommentName = "comment" | "private";

export function questionId(ref: string): string {
  return `question ${ref}`.replaceAll(/\s/g, "-");
}

export function FormQuestion(props: FormQuestionProps) {
  const { question, answered, percent, isCurrent, number, error, change, choose } = props;
  const { ref, title } = question;
  return (
    <div class="form-question" id={questionId(ref)} data-current={isCurrent} onFocusCapture={choose}>
      <QuestionInput
        question={question}
        number={number}
        answer={answered.answer}
        onAnswer={(answer) => change({ answer })}
        error={error}
      >
        {percent !== null && (
          <p class="question-percent" data-percent={ref}>
            {scoreWords(percent)}
          </p>
        )}
        <Moments
          title={title}
          moments={answered.moments}
          change={(moments) => change({ moments })}
          isReadOnly={false}
        />
        <Comments {...props} />
      </QuestionInput>
    </div>
  );
}

function Comments({ question, answered, hasPrivate, opened, change, open }: FormQuestionProps) {
  const isShown = (name: CommentName) => answered[name] !== "" || opened.has(`${question.ref} ${name}`);
  const isRequired = needsComment(question, answered.answer);
  return (
    <div class="question-comments">
      <CommentField
        name="comment"
        label="Comment"
        about={question.title}
        isShown={isShown("comment") || isRequired}
        isRequired={isRequired}
        value={answered.comment}
        change={(comment) => change({ comment })}
        open={() => open("comment")}
      />
      {hasPrivate && (
        <CommentField
          name="private"
          label="Private comment"
          about={question.title}
          isShown={isShown("private")}
          isRequired={false}
          value={answered.private}
          change={(text) => change({ private: text })}
          open={() => open("private")}
        />
      )}
    </div>
  );
}
