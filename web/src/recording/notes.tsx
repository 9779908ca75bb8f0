import { useRef, useState } from "preact/hooks";
import { may } from "../access/rights";
import { useSignedIn } from "../access/signed-in";
import type { Problem } from "../api/problem";
import { useMutation } from "../api/query";
import { Confirm } from "../components/dialog";
import { dateAndTime } from "../components/format";
import { ProblemNotice } from "../components/notice";
import type { Note } from "./answers";
import { useCommand } from "./commands";
import { Moment } from "./moment";
import { NoteForm } from "./note-form";
import type { Player } from "./player";
import { deleteNote } from "./requests";

interface NotesProps {
  readonly recording: string;
  readonly notes: readonly Note[];
  readonly player: Player | null;
  /** Why they could not be read. */
  readonly problem: Problem | null;
  /** Reads the notes again. */
  readonly readAgain: () => Promise<unknown>;
}

/** What is open: a new note, with or without a moment, or one that is edited. */
type Editing = { readonly note: Note } | { readonly at: number | null };

/** What people wrote about the recording. All who may play it see the notes. */
export function Notes({ recording, notes, player, problem, readAgain }: NotesProps) {
  const [editing, edit] = useState<Editing | null>(null);
  const section = useRef<HTMLElement>(null);
  useCommand("note", () => edit({ at: player?.position ?? null }));
  const close = () => {
    edit(null);
    section.current?.querySelector<HTMLElement>("[data-action=add-note]")?.focus();
  };
  return (
    <section class="card" data-section="notes" aria-labelledby="notes-heading" ref={section}>
      <h2 id="notes-heading">Notes</h2>
      <ProblemNotice problem={problem} />
      {notes.length === 0 && problem === null && editing === null && (
        <p class="muted">No one has written a note.</p>
      )}
      <ul class="entries">
        {notes.map((note) => (
          <NoteEntry
            key={note.id}
            note={note}
            recording={recording}
            player={player}
            edit={() => edit({ note })}
            readAgain={readAgain}
          />
        ))}
      </ul>
      {editing === null ? (
        <AddButtons player={player} add={(at) => edit({ at })} />
      ) : (
        <NoteForm
          key={"note" in editing ? editing.note.id : "new"}
          recording={recording}
          opened={"note" in editing ? editing.note : null}
          stored={"note" in editing ? (notes.find(({ id }) => id === editing.note.id) ?? null) : null}
          at={"note" in editing ? editing.note.at : editing.at}
          player={player}
          readAgain={readAgain}
          close={close}
        />
      )}
    </section>
  );
}

interface AddButtonsProps {
  readonly player: Player | null;
  readonly add: (at: number | null) => void;
}

function AddButtons({ player, add }: AddButtonsProps) {
  return (
    <div class="control-row">
      {player !== null && (
        <button type="button" class="quiet" data-action="add-note-here" onClick={() => add(player.position)}>
          Note at this moment
        </button>
      )}
      <button type="button" class="quiet" data-action="add-note" onClick={() => add(null)}>
        {player === null ? "Add a note" : "Note about the whole"}
      </button>
    </div>
  );
}

interface NoteEntryProps {
  readonly note: Note;
  readonly recording: string;
  readonly player: Player | null;
  readonly edit: () => void;
  readonly readAgain: () => Promise<unknown>;
}

function NoteEntry({ note, recording, player, edit, readAgain }: NoteEntryProps) {
  const { me, api } = useSignedIn();
  const [isAsking, ask] = useState(false);
  const { mutate, isPending, error } = useMutation(() => deleteNote(api, recording, note), {
    onSettled: () => {
      ask(false);
      void readAgain();
    },
  });
  const mayDelete = note.mine || may(me, "users.manage");
  return (
    <li data-note={note.id}>
      <p class="entry-head">
        {note.at !== null && <Moment at={note.at} player={player} />}
        <strong>{note.author.name || note.author.id}</strong>
        <span class="muted">{timesOf(note)}</span>
      </p>
      <p class="entry-text" dir="auto">
        {note.text}
      </p>
      <ProblemNotice problem={error} />
      <div class="control-row">
        {note.mine && (
          <button type="button" class="link" data-action="edit-note" onClick={edit}>
            Edit<span class="hidden-visually"> this note</span>
          </button>
        )}
        {mayDelete && (
          <button type="button" class="link" data-action="delete-note" onClick={() => ask(true)}>
            Delete<span class="hidden-visually"> this note</span>
          </button>
        )}
      </div>
      {isAsking && (
        <Confirm
          title="Delete this note?"
          action="Delete"
          isDangerous
          isBusy={isPending}
          confirm={() => mutate(undefined)}
          cancel={() => ask(false)}
        >
          <p class="entry-text">{note.text}</p>
        </Confirm>
      )}
    </li>
  );
}

function timesOf({ created_at, changed_at }: Note): string {
  if (created_at === null) return "";
  const changed = changed_at !== null && changed_at !== created_at;
  return changed ? `${dateAndTime(created_at)}, changed ${dateAndTime(changed_at)}` : dateAndTime(created_at);
}
