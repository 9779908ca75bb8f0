"""People's work on recordings in memory. It passes the same contract tests as the DynamoDB adapter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ringkeep.domain.access.audit import AuditEntry
from ringkeep.domain.recordings.recordings import RecordingKey
from ringkeep.domain.search.documents import tag_value
from ringkeep.domain.work.bookmarks import Bookmarks
from ringkeep.domain.work.copies import WorkContents
from ringkeep.domain.work.notes import Note
from ringkeep.domain.work.recording_work import RecordingWork
from ringkeep.errors import Conflict
from ringkeep.usecases.work.ports import NoteWrite, WorkWrite


class MemoryRecordingWork:
    """The ports RecordingWorkStore, KeptWork and TagNames. `entries` are the audit entries."""

    def __init__(self) -> None:
        self.works: dict[RecordingKey, RecordingWork] = {}
        self.stored: dict[tuple[RecordingKey, str], Note] = {}
        self.marked: dict[tuple[RecordingKey, str], Bookmarks] = {}
        self.used: dict[tuple[str, str], tuple[str, int]] = {}
        self.given: dict[tuple[str, str], dict[str, str]] = {}
        self.entries: list[AuditEntry] = []

    def work(self, key: RecordingKey) -> RecordingWork:
        return self.works.get(key, RecordingWork())

    def notes(self, key: RecordingKey) -> Sequence[Note]:
        found = [note for (recording, _), note in self.stored.items() if recording == key]
        return sorted(found, key=lambda note: note.number)

    def note(self, key: RecordingKey, note_id: str) -> Note | None:
        return self.stored.get((key, note_id))

    def write_work(self, key: RecordingKey, write: WorkWrite) -> None:
        if write.work and write.work.revision != self.work(key).revision + 1:
            raise Conflict("the work changed")
        if write.note:
            self._write_note(key, write.note)
        if write.work:
            self.works[key] = write.work
        if write.audit:
            self.entries.append(write.audit)
        for name in write.tags_added:
            self._count(key.service, name, 1)
        for name in write.tags_removed:
            self._count(key.service, name, -1)

    def bookmarks(self, key: RecordingKey, user_id: str) -> Bookmarks:
        return self.marked.get((key, user_id), Bookmarks())

    def save_bookmarks(self, key: RecordingKey, user_id: str, bookmarks: Bookmarks) -> None:
        expected = self.bookmarks(key, user_id).revision + 1
        if bookmarks.revision != expected or self.work(key).erased:
            raise Conflict("the bookmarks changed")
        self.marked[key, user_id] = bookmarks

    def contents(self, key: RecordingKey) -> WorkContents:
        bookmarks = {user: each for (of, user), each in self.marked.items() if of == key}
        notes = tuple(self.notes(key))
        return WorkContents(work=self.work(key), notes=notes, bookmarks=bookmarks)

    def add_missing(
        self, key: RecordingKey, notes: Sequence[Note], bookmarks: Mapping[str, Bookmarks]
    ) -> None:
        for note in notes:
            self.stored.setdefault((key, note.id), note)
        for user, each in bookmarks.items():
            self.marked.setdefault((key, user), each)

    def erase(self, key: RecordingKey) -> None:
        before = self.work(key)
        if not before.erased:
            after = RecordingWork(revision=before.revision + 1, erased=True)
            self.write_work(key, WorkWrite(work=after, tags_removed=before.tags))
        self.stored = {place: note for place, note in self.stored.items() if place[0] != key}
        self.marked = {place: each for place, each in self.marked.items() if place[0] != key}

    def names(self, service: str, limit: int) -> Sequence[str]:
        return [name for _, name in self._names(service)][:limit]

    def names_of(self, service: str, user_id: str, limit: int) -> Sequence[str]:
        given = self.given.get((service, user_id), {})
        return [given[value] for value in sorted(given)][:limit]

    def remember(self, service: str, user_id: str, names: Sequence[str]) -> None:
        named = {tag_value(each): each for each in names}
        self.given.setdefault((service, user_id), {}).update(named)

    def _names(self, service: str) -> list[tuple[str, str]]:
        found = [(v, name) for (of, v), (name, used) in self.used.items() if of == service and used]
        return sorted(found)

    def _write_note(self, key: RecordingKey, write: NoteWrite) -> None:
        note = write.after or write.before
        assert note is not None
        stored = self.note(key, note.id)
        if (stored and stored.version) != (write.before and write.before.version):
            raise Conflict("the note changed")
        if write.after:
            self.stored[key, note.id] = write.after
        else:
            del self.stored[key, note.id]

    def _count(self, service: str, name: str, more: int) -> None:
        place = service, tag_value(name)
        first, used = self.used.get(place, (name, 0))
        self.used[place] = first, used + more
        if used + more <= 0:
            del self.used[place]
