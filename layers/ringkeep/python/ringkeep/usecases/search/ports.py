"""The ports of the search index. Adapters and fakes pass the same contract tests."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol

from ringkeep.domain.access.assignments import UserAssignment
from ringkeep.domain.access.visibility import Owner
from ringkeep.domain.directory.extensions import ExtensionRow
from ringkeep.domain.recordings.calls import Call
from ringkeep.domain.recordings.recordings import Recording, RecordingKey
from ringkeep.domain.search.documents import ListKey, NoteText, SpokenWord
from ringkeep.domain.search.summaries import RecordingSummary
from ringkeep.domain.search.written import WrittenPostings


class PostingWriter(Protocol):
    """The search index as it is written. Each method may be repeated."""

    def add_months(self, service: str, lists: Collection[ListKey], month: str) -> None:
        """Notes that the lists have postings in a month (`yyyymm`). Reads before it writes: most lists
        have the month already."""
        ...

    def put(self, service: str, sort_key: str, postings: Mapping[ListKey, bytes]) -> None: ...

    def remove(self, service: str, sort_key: str, lists: Collection[ListKey]) -> None:
        """Postings that do not exist are no error."""
        ...


class WrittenVersion(NamedTuple):
    """A stored document and the version by which it can be replaced. The document is None if it cannot
    be read."""

    document: WrittenPostings | None
    version: str


class WrittenDocuments(Protocol):
    """What the index holds of each recording."""

    def read(self, key: RecordingKey) -> WrittenVersion | None: ...

    def save(self, key: RecordingKey, document: WrittenPostings, replaces: str) -> str:
        """Writes a document that replaces a version, or none if it is empty. Returns the new version.
        Raises Conflict if another process wrote in the meantime."""
        ...

    def delete(self, key: RecordingKey) -> None: ...


class Summaries(Protocol):
    """What questions over all recordings are answered from. Each method may be repeated."""

    def keep(self, row: Recording, summary: RecordingSummary) -> None: ...

    def remove(self, row: Recording) -> None: ...


class RecordingRow(Protocol):
    def recording(self, key: RecordingKey) -> Recording | None:
        """Reads consistently."""
        ...


class IndexedCalls(Protocol):
    """What is kept in S3 about a recording."""

    def call(self, row: Recording) -> Call | None:
        """Returns the call of the sidecar or of the decision. None if none is known."""
        ...

    def spoken(self, row: Recording) -> Sequence[SpokenWord] | None:
        """Returns the words of the newest transcript that everyone may read who may play the recording.
        None if there is none."""
        ...


class WrittenWork(NamedTuple):
    """The tags of a recording, and the texts of its notes."""

    tags: Sequence[str] = ()
    notes: Sequence[NoteText] = ()


class PeoplesWork(Protocol):
    """What people wrote about a recording."""

    def written(self, key: RecordingKey) -> WrittenWork:
        """Reads consistently."""
        ...


class Extensions(Protocol):
    def row(self, extension: Owner) -> ExtensionRow | None: ...


class RowsRead(NamedTuple):
    """Rows by their keys, and the read units that they took."""

    rows: Mapping[RecordingKey, Recording]
    units: float


class RecordingRows(Protocol):
    def rows(self, keys: Sequence[RecordingKey]) -> RowsRead:
        """Returns the rows that exist. The reads are not consistent."""
        ...


class UserAssignments(Protocol):
    def assignments(self, user_id: str) -> Sequence[UserAssignment]:
        """Returns the extensions of a user, with their periods. Empty for an unknown user."""
        ...


class RecordingsOfDay(Protocol):
    def oldest_of_day(self, service: str, day: str, after: str) -> Iterator[Recording]:
        """Yields the rows of a day (`yyyy-mm-dd`, UTC) after a sort key, the oldest first."""
        ...
