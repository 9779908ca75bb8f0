import { LONGEST_TEXT } from "./answer";
import type { ControlProps } from "./question-input";

export function TextInput(props: ControlProps) {
  const { answer, onAnswer, isReadOnly, titleId, describedBy, isWrong } = props;
  return (
    <textarea
      rows={3}
      maxLength={LONGEST_TEXT}
      value={answer?.StringValue ?? ""}
      disabled={isReadOnly}
      aria-labelledby={titleId}
      aria-describedby={describedBy}
      aria-invalid={isWrong || undefined}
      onInput={(event) => {
        const { value } = event.currentTarget;
        onAnswer(value === "" ? null : { StringValue: value });
      }}
    />
  );
}

export function DateInput(props: ControlProps) {
  const { answer, onAnswer, isReadOnly, titleId, describedBy, isWrong } = props;
  return (
    <input
      type="date"
      // An imported answer may have a time, too.
      value={answer?.DateTimeValue?.slice(0, 10) ?? ""}
      disabled={isReadOnly}
      aria-labelledby={titleId}
      aria-describedby={describedBy}
      aria-invalid={isWrong || undefined}
      onInput={(event) => {
        const { value } = event.currentTarget;
        onAnswer(value === "" ? null : { DateTimeValue: value });
      }}
    />
  );
}
