import { useState } from "preact/hooks";
import { useSignedIn } from "../access/signed-in";
import { useMutation } from "../api/query";
import { formErrors } from "../components/form/errors";
import { CheckBox, Field } from "../components/form/fields";
import { FormFrame } from "../components/form/frame";
import { useUnsaved } from "../components/form/unsaved";
import { Notice } from "../components/notice";
import { rounded } from "./address";
import type { Note } from "./answers";
import type { Player } from "./player";
import { addNote, changeNote, type NoteText } from "./requests";
import { momentWords } from "./words";

interface NoteFormProps {
  readonly recording: string;
  /** The note as it was when it was opened; null for a new one. */
  readonly opened: Note | null;
  /** The same as the list has it now. */
  readonly stored: Note | null;
  readonly at: number | null;
  readonly player: Player | null;
  readonly readAgain: () => Promise<unknown>;
  readonly close: () => void;
}

const LONGEST = 5_000;

/** A note that is written or changed. */
export function NoteForm(props: NoteFormProps) {
  const { recording, opened, stored, player, readAgain, close } = props;
  const { api } = useSignedIn();
  const [seen, see] = useState(opened);
  const [text, type] = useState(opened?.text ?? "");
  const [at, setAt] = useState(props.at);
  const { mutate, isPending, error, reset } = useMutation(
    (sent: NoteText) =>
      seen === null ? addNote(api, recording, sent) : changeNote(api, recording, seen, sent),
    {
      onSuccess: async () => {
        await readAgain();
        close();
      },
      onError: () => void readAgain(),
    },
  );
  const { tryToClose, question } = useUnsaved(text !== (opened?.text ?? ""), close);
  const isConflict = error?.code === "note_changed" || error?.code === "note_unknown";
  const errors = formErrors(isConflict ? null : error, ["text"]);
  return (
    <FormFrame
      action={opened === null ? "Add the note" : "Save the note"}
      isBusy={isPending}
      isChanged={text.trim() !== "" && !isConflict}
      errors={errors}
      submit={() => mutate({ text: text.trim(), at: at === null ? null : rounded(at) })}
      cancel={tryToClose}
    >
      {isConflict && (
        <ChangedMeanwhile
          stored={stored}
          isReading={stored !== null && stored.version === seen?.version}
          keepOwn={() => {
            see(stored);
            reset();
          }}
          takeTheirs={close}
        />
      )}
      <NoteTextField value={text} change={type} error={errors.of("text")} />
      <MomentField at={at} offered={props.at ?? player?.position ?? null} change={setAt} />
      {question}
    </FormFrame>
  );
}

interface TextFieldProps {
  readonly value: string;
  readonly change: (text: string) => void;
  readonly error: string | null;
}

function NoteTextField({ value, change, error }: TextFieldProps) {
  return (
    <Field name="text" label="Note" error={error}>
      {(described) => (
        <textarea
          {...described}
          rows={3}
          maxLength={LONGEST}
          value={value}
          dir="auto"
          ref={focusOnce}
          onInput={(event) => change(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

// The person has asked for the form: writing can begin.
function focusOnce(field: HTMLTextAreaElement | null): void {
  if (field !== null && !field.dataset.focused) {
    field.dataset.focused = "true";
    field.focus();
  }
}

interface MomentFieldProps {
  readonly at: number | null;
  readonly offered: number | null;
  readonly change: (at: number | null) => void;
}

function MomentField({ at, offered, change }: MomentFieldProps) {
  const moment = at ?? offered;
  if (moment === null) return null;
  return (
    <CheckBox
      name="has-moment"
      label={`About the moment ${momentWords(moment)}`}
      isChecked={at !== null}
      change={(isChecked) => change(isChecked ? moment : null)}
    />
  );
}

interface ChangedMeanwhileProps {
  readonly stored: Note | null;
  /** The present note has not arrived yet. */
  readonly isReading: boolean;
  readonly keepOwn: () => void;
  readonly takeTheirs: () => void;
}

/** The note as it is now, beside what was typed: no one's words are lost unseen. */
function ChangedMeanwhile({ stored, isReading, keepOwn, takeTheirs }: ChangedMeanwhileProps) {
  return (
    <div class="conflict" data-notice="note-changed">
      <Notice kind="stale-note" tone="warning" isUrgent>
        <strong>Your change was not saved.</strong>{" "}
        {stored === null ? "The note was deleted meanwhile." : "The note was changed meanwhile. It says now:"}
      </Notice>
      {isReading && <p>Reading it…</p>}
      {stored !== null && !isReading && (
        <blockquote class="entry-text" data-present-note>
          {stored.text}
        </blockquote>
      )}
      <div class="control-row">
        <button type="button" class="quiet" data-action="keep-own" disabled={isReading} onClick={keepOwn}>
          {stored === null ? "Add mine as a new note" : "Go on with mine"}
        </button>
        <button type="button" class="quiet" data-action="take-theirs" onClick={takeTheirs}>
          Leave it as it is now
        </button>
      </div>
    </div>
  );
}
