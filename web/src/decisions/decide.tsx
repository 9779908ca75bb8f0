import { useState } from "preact/hooks";
import { useSignedIn } from "../access/signed-in";
import { useMutation } from "../api/query";
import { Dialog } from "../components/dialog";
import { Conflict, isStale } from "../components/form/conflict";
import { formErrors, NO_ERRORS } from "../components/form/errors";
import { FormFrame } from "../components/form/frame";
import { useUnsaved } from "../components/form/unsaved";
import { Notice } from "../components/notice";
import { choicesOf, type Decision } from "./answers";
import { ChoiceFields, DECIDED_FIELDS, type Decided, hasLastDay, UNDECIDED } from "./choice-fields";
import { Facts } from "./facts";
import { type Taken, takeDecision } from "./requests";
import { kindWords, takenWords, titleWords } from "./words";

interface DecideProps {
  /** What was opened. */
  readonly opened: Decision;
  /** The same as the list has it now; null when it is no longer open. */
  readonly stored: Decision | null;
  readonly isReading: boolean;
  readonly readAgain: () => void;
  /** Closes the panel; `said` is what was decided. */
  readonly close: (said?: string) => void;
}

/** One change at RingCentral, and the choice of what is done about it. */
export function Decide({ opened, stored, isReading, readAgain, close }: DecideProps) {
  const decision = stored ?? opened;
  const [decided, decide] = useState(UNDECIDED);
  const { tryToClose, question } = useUnsaved(decided !== UNDECIDED, close);
  const { api } = useSignedIn();
  const { mutate, isPending, error, reset } = useMutation(
    (taken: Taken) => takeDecision(api, decision, taken),
    { onSuccess: (_, { choice }) => close(takenWords(choice, decision)) },
  );
  const isGone = error?.code === "decision_unknown" || (stored === null && !isReading && !isPending);
  const errors = isGone || isStale(error) ? NO_ERRORS : formErrors(error, DECIDED_FIELDS);
  return (
    <Dialog
      name="decide"
      title={`${kindWords(decision.kind)}: ${titleWords(decision)}`}
      kind="panel"
      close={tryToClose}
    >
      <Facts decision={decision} />
      {isGone && (
        <Gone
          close={() => {
            readAgain();
            close();
          }}
        />
      )}
      {choicesOf(decision).length > 0 && (
        <FormFrame
          action="Take this decision"
          isBusy={isPending}
          isChanged={sentOf(decided, decision) !== null && !isGone && !isStale(error)}
          errors={errors}
          submit={() => {
            const taken = sentOf(decided, decision);
            if (taken !== null) mutate(taken);
          }}
          cancel={tryToClose}
        >
          <Conflict
            problem={error}
            object={{ kind: "extension", id: extensionOf(decision) }}
            isReading={isReading}
            readAgain={() => {
              reset();
              readAgain();
            }}
          />
          <ChoiceFields decision={decision} decided={decided} change={decide} errors={errors} />
        </FormFrame>
      )}
      {question}
    </Dialog>
  );
}

function Gone({ close }: { readonly close: () => void }) {
  return (
    <div class="conflict" data-notice="gone">
      <Notice kind="no-longer-open" tone="warning" isUrgent>
        <strong>This no longer waits for a decision.</strong> Someone else has decided, or the change was
        undone at RingCentral. Your decision was not taken.
      </Notice>
      <button type="button" class="primary" data-action="back" onClick={close}>
        Back to the list
      </button>
    </div>
  );
}

/** How the audit log names the extension. */
function extensionOf({ service, account_id, extension_id }: Decision): string {
  return [service, account_id, extension_id].join(" ");
}

/** What is sent; null while nothing is chosen that may be chosen. */
function sentOf({ choice, successor, last_day }: Decided, decision: Decision): Taken | null {
  if (choice === null || !decision.choices.includes(choice)) return null;
  return {
    choice,
    ...(choice === "successor" && successor !== null && { successor: successor.id }),
    ...(hasLastDay(choice) && last_day && { last_day }),
  };
}
