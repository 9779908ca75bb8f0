"""Rows, calls and users as the use cases of the search see them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ringkeep.domain.access.assignments import UserAssignment
from ringkeep.domain.access.visibility import Owner
from ringkeep.domain.directory.extensions import Extension, ExtensionRow
from ringkeep.domain.recordings.calls import Call
from ringkeep.domain.recordings.recordings import Recording, RecordingKey
from ringkeep.domain.search.documents import NoteText, SpokenWord
from ringkeep.usecases.search.ports import RowsRead, WrittenWork
from tests.fakes.recordings.calls_table import MemoryCallsTable


@dataclass
class MemoryRecordings:
    """The ports RecordingRow, RecordingRows, IndexedCalls, Extensions, PeoplesWork and UserAssignments."""

    stored: dict[RecordingKey, Recording] = field(default_factory=dict)
    calls: dict[RecordingKey, Call] = field(default_factory=dict)
    texts: dict[RecordingKey, str] = field(default_factory=dict)
    tags: dict[RecordingKey, Sequence[str]] = field(default_factory=dict)
    notes: dict[RecordingKey, Sequence[NoteText]] = field(default_factory=dict)
    queues: set[str] = field(default_factory=set)
    held: Mapping[str, Sequence[UserAssignment]] = field(default_factory=dict)

    def put(self, row: Recording, *, call: Call | None = None, text: str | None = None) -> None:
        self.stored[row.key] = row
        if call is not None:
            self.calls[row.key] = call
        if text is not None:
            self.texts[row.key] = text

    def recording(self, key: RecordingKey) -> Recording | None:
        return self.stored.get(key)

    def rows(self, keys: Sequence[RecordingKey]) -> RowsRead:
        found = {key: self.stored[key] for key in keys if key in self.stored}
        return RowsRead(found, 0.5 * len(found))

    def call(self, row: Recording) -> Call | None:
        return self.calls.get(row.key)

    def spoken(self, row: Recording) -> Sequence[SpokenWord] | None:
        text = self.texts.get(row.key)
        if text is None:
            return None
        return [SpokenWord(word, place) for place, word in enumerate(text.split())]

    def written(self, key: RecordingKey) -> WrittenWork:
        return WrittenWork(self.tags.get(key, ()), self.notes.get(key, ()))

    def row(self, extension: Owner) -> ExtensionRow | None:
        kind = "Department" if extension.extension_id in self.queues else "User"
        found = Extension(id=extension.extension_id, type=kind)
        return ExtensionRow(extension=found, added_at=1.0, changed_at=1.0)

    def assignments(self, user_id: str) -> Sequence[UserAssignment]:
        return self.held.get(user_id, ())


@dataclass(frozen=True)
class StoredRows:
    """The RecordingRows port over a calls table."""

    table: MemoryCallsTable

    def rows(self, keys: Sequence[RecordingKey]) -> RowsRead:
        found = {key: self.table.rows[key] for key in keys if key in self.table.rows}
        return RowsRead(found, 0.5 * len(found))
