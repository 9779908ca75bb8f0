"""The ports of notes, bookmarks and tags. Adapters and fakes pass the same contract tests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from ringkeep.domain.access.audit import AuditEntry
from ringkeep.domain.recordings.recordings import RecordingKey
from ringkeep.domain.work.bookmarks import Bookmarks
from ringkeep.domain.work.copies import WorkContents, WorkCopy
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
    """What people wrote about recordings. All reads are consistent."""

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


class KeptWork(RecordingWorkStore, Protocol):
    """The same store for those who copy, restore and erase."""

    def contents(self, key: RecordingKey) -> WorkContents:
        """Returns all that was written. Reads consistently."""
        ...

    def add_missing(
        self, key: RecordingKey, notes: Sequence[Note], bookmarks: Mapping[str, Bookmarks]
    ) -> None:
        """Writes those that do not exist, from a copy."""
        ...

    def erase(self, key: RecordingKey) -> None:
        """Deletes all of it, and notes that nothing may be written any more. It may be repeated. Raises
        Conflict if someone wrote at the same moment."""
        ...


class CopyVersion(NamedTuple):
    """A stored copy and the version by which it can be replaced. The copy is None if it cannot be read."""

    copy: WorkCopy | None
    version: str


class WorkCopies(Protocol):
    """The copies in the recordings bucket."""

    def read(self, key: RecordingKey) -> CopyVersion | None: ...

    def save_copy(self, key: RecordingKey, copy: WorkCopy, replaces: str) -> None:
        """Writes a copy that replaces a version, or none if it is empty. Raises Conflict if another process
        wrote in the meantime."""
        ...

    def delete_copy(self, key: RecordingKey) -> None:
        """Deletes it; the bucket keeps older versions as long as its rules say."""
        ...


class ErasableCopies(Protocol):
    def erase_copy(self, key: RecordingKey) -> None:
        """Deletes every version of the copy."""
        ...


class CopyListing(Protocol):
    def copied(self, service: str) -> Iterator[RecordingKey]:
        """Yields the recordings of a service that have a copy."""
        ...


class RowTags(Protocol):
    """The tags that the rows of recordings show."""

    def give(self, key: RecordingKey, tags: Sequence[str]) -> bool:
        """Gives a row its tags. Returns False if it has them, or if there is no such row."""
        ...


class TagNames(Protocol):
    """The names of tags in use, for completion. They may be from a moment ago."""

    def names(self, service: str, limit: int) -> Sequence[str]:
        """Returns names that at least one recording has, in order of their values."""
        ...

    def names_of(self, service: str, user_id: str, limit: int) -> Sequence[str]:
        """Returns names that the user has given to a recording, in use or not, in order of their values.
        Whether others use one may say something about a call that the user may not see."""
        ...

    def remember(self, service: str, user_id: str, names: Sequence[str]) -> None:
        """Notes that the user has given tags with these names."""
        ...
