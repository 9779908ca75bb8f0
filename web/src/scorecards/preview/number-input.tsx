import { useId, useState } from "preact/hooks";
import { FieldError } from "../../components/form/fields";
import { type Bounds, boundsOf, isNotApplicable, isWithin } from "./answer";
import type { ControlProps } from "./question-input";

/** A number within the question's bounds. What is typed stays while it is none. */
export function NumberInput(props: ControlProps) {
  const { question, answer, onAnswer, isReadOnly, titleId, describedBy, isWrong } = props;
  const id = useId();
  const bounds = boundsOf(question);
  const stored = answer?.NumericValue ?? null;
  const [typed, type] = useState(stored === null ? "" : String(stored));
  const shown = isNotApplicable(answer) ? "" : shownText(typed, stored, bounds);
  const isRefused = shown !== "" && stored === null;
  const hint = hintOf(question);
  const notes = [describedBy, hint && `${id}-hint`, isRefused && `${id}-refused`];
  return (
    <div class="question-number-answer">
      <input
        type="text"
        inputMode="decimal"
        autocomplete="off"
        value={shown}
        disabled={isReadOnly}
        aria-labelledby={titleId}
        aria-describedby={notes.filter(Boolean).join(" ") || undefined}
        aria-invalid={isRefused || isWrong || undefined}
        onInput={(event) => {
          type(event.currentTarget.value);
          const number = numberIn(event.currentTarget.value);
          onAnswer(number === null || !isWithin(number, bounds) ? null : { NumericValue: number });
        }}
      />
      <p class="field-hint" id={`${id}-hint`}>
        {hint}
      </p>
      <FieldError id={`${id}-refused`} error={isRefused ? `Give a number. ${hint}`.trim() : null} />
    </div>
  );
}

function hintOf({ minimum, maximum }: ControlProps["question"]): string {
  return minimum === null || maximum === null ? "" : `From ${minimum} to ${maximum}.`;
}

// The answer may change from outside: then it is what is shown.
function shownText(typed: string, stored: number | null, bounds: Bounds): string {
  const number = numberIn(typed);
  if (stored !== null) return number === stored ? typed : String(stored);
  return number !== null && isWithin(number, bounds) ? "" : typed;
}

/** With a decimal point or a decimal comma; null for what is no number. */
export function numberIn(typed: string): number | null {
  const text = typed.trim().replace(",", ".").replace("−", "-");
  return /^-?\d{1,12}(\.\d{0,9})?$/.test(text) ? Number(text) : null;
}
