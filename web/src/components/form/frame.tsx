import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Notice } from "../notice";
import type { FormErrors } from "./errors";

interface FormFrameProps {
  /** What the button that sends says. */
  readonly action: string;
  readonly isBusy: boolean;
  /** False while there is nothing to send. */
  readonly isChanged: boolean;
  readonly errors: FormErrors;
  readonly submit: () => void;
  /** Null while there is nothing to cancel. */
  readonly cancel: (() => void) | null;
  readonly children: ComponentChildren;
}

/** A form with its buttons. After a refusal the first wrong field takes the focus. */
export function FormFrame(props: FormFrameProps) {
  const { action, isBusy, isChanged, errors, submit, cancel, children } = props;
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (!isBusy)
      form.current?.querySelector<HTMLElement>("[data-wrong] :is(input, select, textarea)")?.focus();
  }, [isBusy]);
  return (
    <form
      class="form"
      noValidate
      ref={form}
      onSubmit={(event) => {
        event.preventDefault();
        if (!isBusy && isChanged) submit();
      }}
    >
      {errors.others !== null && (
        <Notice kind="refused" tone="warning" isUrgent>
          <strong>This was not saved.</strong> {errors.others}
        </Notice>
      )}
      {children}
      <div class="form-actions">
        <button type="submit" class="primary" data-action="save" disabled={isBusy || !isChanged}>
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
