import type { ComponentChild } from "preact";
import { useState } from "preact/hooks";
import { Confirm } from "../dialog";

interface Unsaved {
  /** Closes the form, or asks first when something was typed. */
  readonly tryToClose: () => void;
  /** The question, while it is asked. */
  readonly question: ComponentChild;
}

export function useUnsaved(isChanged: boolean, close: () => void): Unsaved {
  const [isAsking, ask] = useState(false);
  return {
    tryToClose: () => (isChanged ? ask(true) : close()),
    question: isAsking && (
      <Confirm title="Discard what you typed?" action="Discard" confirm={close} cancel={() => ask(false)}>
        <p>It has not been saved.</p>
      </Confirm>
    ),
  };
}
