import { useId } from "preact/hooks";

export const LONGEST_COMMENT = 3_000;

interface CommentFieldProps {
  readonly name: "comment" | "private" | "reason";
  readonly label: string;
  /** What it is about, for those who hear the page. */
  readonly about: string;
  /** Before it is shown, a button opens it. */
  readonly isShown: boolean;
  readonly isRequired: boolean;
  readonly value: string;
  readonly hint?: string;
  readonly change: (value: string) => void;
  readonly open?: () => void;
}

export function CommentField(props: CommentFieldProps) {
  const { name, label, about, isShown, isRequired, value, hint, change, open } = props;
  const id = useId();
  if (!isShown) {
    return (
      <button type="button" class="link" data-action={`add-${name}`} onClick={open}>
        {label}
        <span class="hidden-visually"> on: {about}</span>
      </button>
    );
  }
  return (
    <div class="field" data-field={name}>
      <label for={id}>
        {label}
        {isRequired && " (required)"}
        <span class="hidden-visually"> on: {about}</span>
      </label>
      <textarea
        id={id}
        name={name}
        rows={2}
        dir="auto"
        maxLength={LONGEST_COMMENT}
        required={isRequired}
        value={value}
        aria-describedby={hint ? `${id}-hint` : undefined}
        onInput={(event) => change(event.currentTarget.value)}
      />
      {hint && (
        <p class="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}
