import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import "../styles/dialog.css";
import { CloseIcon } from "./icons";

interface DialogProps {
  /** For tests and styles: the dialog's own word in `data-dialog`. */
  readonly name: string;
  readonly title: string;
  /** A panel at the side has room for a long form. */
  readonly kind?: "box" | "panel";
  /** Called by the close button and by the Escape key. */
  readonly close: () => void;
  readonly children: ComponentChildren;
}

/** A dialog over the page: the browser keeps the focus in it, and gives it back afterwards. */
export function Dialog({ name, title, kind = "box", close, children }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const id = useId();
  useLayoutEffect(() => {
    const dialog = element.current;
    const before = document.activeElement;
    dialog?.showModal();
    heading.current?.focus();
    return () => {
      dialog?.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  const reopen = () => {
    // A browser closes a dialog at the second Escape, whatever the page says.
    if (!element.current?.isConnected || element.current.open) return;
    element.current.showModal();
    close();
  };
  return (
    <dialog
      class={`dialog dialog-${kind}`}
      aria-labelledby={id}
      data-dialog={name}
      ref={element}
      onClose={reopen}
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
    >
      <div class="dialog-head">
        <h2 id={id} tabIndex={-1} ref={heading}>
          {title}
        </h2>
        <button type="button" class="quiet close" data-action="close" onClick={close}>
          <CloseIcon />
          <span class="hidden-visually">Close</span>
        </button>
      </div>
      <div class="dialog-body">{children}</div>
    </dialog>
  );
}

interface ConfirmProps {
  readonly title: string;
  /** What the button that goes on says. */
  readonly action: string;
  readonly isDangerous?: boolean;
  readonly isBusy?: boolean;
  readonly confirm: () => void;
  readonly cancel: () => void;
  readonly children?: ComponentChildren;
}

/** Asks before something that cannot simply be undone. */
export function Confirm(props: ConfirmProps) {
  const { title, action, isDangerous = false, isBusy = false, confirm, cancel, children } = props;
  return (
    <Dialog name="confirm" title={title} close={cancel}>
      {children}
      <div class="actions">
        <button
          type="button"
          class={isDangerous ? "primary dangerous" : "primary"}
          data-action="confirm"
          disabled={isBusy}
          onClick={confirm}
        >
          {action}
        </button>
        <button type="button" class="quiet" data-action="cancel" onClick={cancel}>
          Cancel
        </button>
      </div>
    </Dialog>
  );
}
