import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { CommentField } from "./comment-field";

interface ReasonFormProps {
  /** What the button says. */
  readonly action: string;
  /** For tests: the button's own word in `data-action`. */
  readonly name: string;
  readonly label: string;
  readonly about: string;
  readonly hint?: string;
  readonly isRequired: boolean;
  readonly isBusy: boolean;
  /** The field takes the focus: a button that is gone has opened it. */
  readonly takesFocus?: boolean;
  /** False while something else is missing. */
  readonly isReady?: boolean;
  readonly value: string;
  readonly change: (value: string) => void;
  readonly send: () => void;
  readonly cancel?: () => void;
  /** What is asked before the text. */
  readonly children?: ComponentChildren;
  /** What is asked after it. */
  readonly after?: ComponentChildren;
}

/** A step with a text: a reason, or a comment. */
export function ReasonForm(props: ReasonFormProps) {
  const { action, name, label, about, hint, isRequired, isBusy, isReady = true, takesFocus = false } = props;
  const { value, change, send, cancel, children, after } = props;
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (takesFocus) form.current?.querySelector<HTMLElement>("textarea[name=reason]")?.focus();
  }, [takesFocus]);
  const isAllowed = isReady && !isBusy && (!isRequired || value.trim() !== "");
  return (
    <form
      ref={form}
      class="reason-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (isAllowed) send();
      }}
    >
      {children}
      <CommentField
        name="reason"
        label={label}
        about={about}
        {...(hint !== undefined && { hint })}
        isShown
        isRequired={isRequired}
        value={value}
        change={change}
      />
      {after}
      <div class="actions">
        <button type="submit" class="primary" data-action={name} disabled={!isAllowed}>
          {isBusy ? "Saving…" : action}
        </button>
        {cancel && (
          <button type="button" class="quiet" data-action="cancel" onClick={cancel}>
            Cancel
          </button>
        )}
      </div>
    </form>
  );
}
