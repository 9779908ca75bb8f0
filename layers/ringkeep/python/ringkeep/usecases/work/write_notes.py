"""Adds, changes and deletes notes about a recording.

Each change is written with its audit entry, and only if nothing of it changed since it was read: a note that
someone else changed meanwhile is shown again, and no text is lost without a word.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ringkeep.domain.access.audited_requests import PersonRequest
from ringkeep.domain.json import JsonObject
from ringkeep.domain.recordings.recordings import Recording, RecordingKey
from ringkeep.domain.work.notes import (
    Note,
    NoteChanged,
    moment_in,
    note_text,
    require_author,
    require_may_delete,
    require_room,
)
from ringkeep.domain.work.recording_work import is_closed, require_not_erased
from ringkeep.domain.work.refusals import NoteUnknown
from ringkeep.usecases.clock import Clock
from ringkeep.usecases.conflicts import retry_transaction
from ringkeep.usecases.work.audit import WorkEntries
from ringkeep.usecases.work.ports import NoteWrite, RecordingWorkStore, WorkWrite


def new_id() -> str:
    return secrets.token_hex(16)


@dataclass(frozen=True)
class WriteNotes:
    store: RecordingWorkStore
    entries: WorkEntries
    clock: Clock
    new_id: Callable[[], str] = new_id

    def read(self, row: Recording) -> Sequence[Note]:
        """Returns the notes, the oldest first. None of a recording that is erased, or just being erased."""
        return () if is_closed(row) else self.store.notes(row.key)

    def add(self, author: PersonRequest, row: Recording, text: str, at: float | None) -> Note:
        """Raises a Refusal."""
        require_not_erased(row)
        kept, moment = note_text(text), moment_in(at, seconds_of(row))
        return retry_transaction(self.clock, lambda: self._add(author, row.key, kept, moment))

    def change(
        self,
        author: PersonRequest,
        row: Recording,
        note_id: str,
        text: str,
        at: float | None,
        version: int,
    ) -> Note:
        """`version` is the one that the person has read. Writing the same again is no change. Raises
        NoteChanged and other Refusals."""
        require_not_erased(row)
        kept, moment = note_text(text), moment_in(at, seconds_of(row))
        return retry_transaction(
            self.clock, lambda: self._change(author, row.key, note_id, kept, moment, version)
        )

    def delete(self, author: PersonRequest, row: Recording, note_id: str, version: int) -> None:
        """Raises NoteChanged and other Refusals."""
        require_not_erased(row)
        retry_transaction(self.clock, lambda: self._delete(author, row.key, note_id, version))

    def _add(self, author: PersonRequest, key: RecordingKey, text: str, at: float | None) -> Note:
        work, now = self.store.work(key), self.clock.now()
        following = work.next(notes=work.notes + 1, numbers=work.numbers + 1)
        require_room(work.notes)
        note = Note(
            id=self.new_id(),
            number=following.numbers,
            text=text,
            at=at,
            author_id=author.principal.user_id,
            author_name=author.principal.name,
            created_at=now,
            changed_at=now,
        )
        entry = self.entries(author, "notes.add", key, None, _facts(note), note.id)
        self.store.write_work(key, WorkWrite(entry, following, NoteWrite(None, note)))
        return note

    def _change(
        self,
        author: PersonRequest,
        key: RecordingKey,
        note_id: str,
        text: str,
        at: float | None,
        version: int,
    ) -> Note:
        before = self._note(key, note_id)
        require_author(before, author.principal)
        if before.says(text, at):
            return before
        _require_version(before, version)
        after = before.model_copy(
            update={
                "text": text,
                "at": at,
                "author_name": author.principal.name,
                "changed_at": self.clock.now(),
                "version": version + 1,
            }
        )
        facts = _facts(before), _facts(after)
        entry = self.entries(author, "notes.change", key, *facts, note_id)
        self.store.write_work(key, WorkWrite(entry, note=NoteWrite(before, after)))
        return after

    def _delete(self, author: PersonRequest, key: RecordingKey, note_id: str, version: int) -> None:
        before, work = self._note(key, note_id), self.store.work(key)
        require_may_delete(before, author.principal)
        _require_version(before, version)
        entry = self.entries(author, "notes.delete", key, _facts(before), None, note_id)
        following = work.next(notes=max(0, work.notes - 1))
        self.store.write_work(key, WorkWrite(entry, following, NoteWrite(before, None)))

    def _note(self, key: RecordingKey, note_id: str) -> Note:
        note = self.store.note(key, note_id)
        if note is None:
            raise NoteUnknown
        return note


def _require_version(note: Note, version: int) -> None:
    if note.version != version:
        raise NoteChanged(note)


def seconds_of(row: Recording) -> float:
    """Returns the length of a recording as far as it is known, 0 if it is not."""
    measured = row.audio.duration_seconds if row.audio else None
    return max(measured or 0.0, float(row.duration_seconds))


def _facts(note: Note) -> JsonObject:
    """What the audit log may know: not the text."""
    return {
        "author": note.author_id,
        "at": note.at,
        "letters": len(note.text),
        "note_version": note.version,
    }
