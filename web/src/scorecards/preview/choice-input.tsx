import { useId } from "preact/hooks";
import type { Option } from "../content";
import { chosenIn, isNotApplicable, NOT_APPLICABLE } from "./answer";
import { consequenceWords } from "./consequence-note";
import type { ControlProps } from "./question-input";

/** One option. The arrow keys choose; not applicable is the last choice. */
export function SingleChoice({ question, answer, onAnswer, isReadOnly }: ControlProps) {
  const name = useId();
  const chosen = chosenIn(answer);
  return (
    <div class="question-choices">
      {question.options.map((option) => (
        <label key={option.ref} class="check" data-option={option.ref}>
          <input
            type="radio"
            name={name}
            checked={chosen.includes(option.ref)}
            disabled={isReadOnly}
            onChange={() => onAnswer({ StringValue: option.ref })}
          />
          <OptionText option={option} />
        </label>
      ))}
      {question.allow_not_applicable && (
        <label class="check" data-option-not-applicable>
          <input
            type="radio"
            name={name}
            checked={isNotApplicable(answer)}
            disabled={isReadOnly}
            onChange={() => onAnswer(NOT_APPLICABLE)}
          />
          <span>Not applicable</span>
        </label>
      )}
    </div>
  );
}

/** Several options. Choosing one takes back that the question is not applicable. */
export function MultipleChoice({ question, answer, onAnswer, isReadOnly }: ControlProps) {
  const chosen = chosenIn(answer);
  const toggle = (ref: string, isChosen: boolean) => {
    const wanted = (each: string) => (each === ref ? isChosen : chosen.includes(each));
    const refs = question.options.map((option) => option.ref).filter(wanted);
    onAnswer(refs.length === 0 ? null : { StringValues: refs });
  };
  return (
    <div class="question-choices">
      {question.options.map((option) => (
        <label key={option.ref} class="check" data-option={option.ref}>
          <input
            type="checkbox"
            checked={chosen.includes(option.ref)}
            disabled={isReadOnly}
            onChange={(event) => toggle(option.ref, event.currentTarget.checked)}
          />
          <OptionText option={option} />
        </label>
      ))}
    </div>
  );
}

function OptionText({ option }: { readonly option: Option }) {
  const words = consequenceWords(option);
  return (
    <span>
      {option.text}
      {words && <span class="check-note">{words}</span>}
    </span>
  );
}
