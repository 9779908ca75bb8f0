"""The ports of notes, bookmarks and tags. Adapters and fakes pass the same contract tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from ringkeep.domain.access.audit import AuditEntry
from ringkeep.domain.recordings.recordings import RecordingKey
from ringkeep.domain.work.bookmarks import Bookmarks
from ringkeep.domain.work.notes import Note
from ringkeep.domain.work.recording_work import RecordingWork


@dataclass(frozen=True)
class NoteWrite:
    """`before` is None for a new note, `after` None for one that is deleted."""

    before: Note | None
    after: Note | None


@dataclass(frozen=True)
class WorkWrite:
    """What one transaction writes. `work` is the next revision, None if it does not change. `tags_added`
    and `tags_removed` are names of tags: completion counts how many recordings have each. Without an
    entry, such as at a restoration, nothing is audited."""

    audit: AuditEntry | None = None
    work: RecordingWork | None = None
    note: NoteWrite | None = None
    tags_added: Sequence[str] = ()
    tags_removed: Sequence[str] = ()


class RecordingWorkStore(Protocol):
    """What people wrote about recordings. All reads but that of `tags_of` and `names` are consistent."""

    def work(self, key: RecordingKey) -> RecordingWork: ...

    def notes(self, key: RecordingKey) -> Sequence[Note]:
        """Returns all notes, in order of their numbers."""
        ...

    def note(self, key: RecordingKey, note_id: str) -> Note | None: ...

    def write_work(self, key: RecordingKey, write: WorkWrite) -> None:
        """Writes all of it or nothing. Raises Conflict if anything is no longer as it was read."""
        ...

    def bookmarks(self, key: RecordingKey, user_id: str) -> Bookmarks: ...

    def save_bookmarks(self, key: RecordingKey, user_id: str, bookmarks: Bookmarks) -> None:
        """Raises Conflict if they changed since they were read, or if the recording was erased."""
        ...

    def tags_of(self, keys: Sequence[RecordingKey]) -> Mapping[RecordingKey, tuple[str, ...]]:
        """Returns the tags of those recordings that have some. They may be from a moment ago."""
        ...


class TagNames(Protocol):
    """The names of tags in use, for completion. They may be from a moment ago."""

    def names(self, service: str, limit: int) -> Sequence[str]:
        """Returns names that at least one recording has, in order of their values."""
        ...

    def names_of(self, service: str, user_id: str, limit: int) -> Sequence[str]:
        """Returns those of them that the user has given to a recording, the same way."""
        ...

    def remember(self, service: str, user_id: str, names: Sequence[str]) -> None:
        """Notes that the user has given tags with these names."""
        ...
