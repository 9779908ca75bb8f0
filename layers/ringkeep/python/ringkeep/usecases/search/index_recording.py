"""Brings the search index and the summary of one recording up to date: writes and removes what differs.

index(key)           after the row, the call or the transcript changed; or any time: it may be repeated
index.remove(key)    before the recording is erased
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from ringkeep.domain.access.visibility import Owner
from ringkeep.domain.model import Model
from ringkeep.domain.recordings.recordings import Recording, RecordingKey
from ringkeep.domain.search.documents import ListKey, postings_of
from ringkeep.domain.search.keys import month_of
from ringkeep.domain.search.recording_document import document_of
from ringkeep.domain.search.summaries import RecordingSummary, summary_of
from ringkeep.domain.search.written import (
    Changes,
    WrittenPostings,
    changes_to,
    in_progress,
    written,
)
from ringkeep.errors import Conflict
from ringkeep.usecases.conflicts import retry_on_conflict
from ringkeep.usecases.search.ports import (
    Extensions,
    IndexedCalls,
    PeoplesWork,
    PostingWriter,
    RecordingRow,
    Summaries,
    WrittenDocuments,
)

_QUEUE: Final = "department"
"""What RingCentral calls a call queue in the type of an extension."""
_NOTHING: Final[Mapping[ListKey, bytes]] = {}


class IndexResult(Model):
    """How many postings were written and removed."""

    put: int = 0
    removed: int = 0


class NoSummaries:
    """The Summaries port where no one asks questions over all recordings."""

    def keep(self, row: Recording, summary: RecordingSummary) -> None:
        return None

    def remove(self, row: Recording) -> None:
        return None


@dataclass(frozen=True)
class IndexRecording:
    rows: RecordingRow
    calls: IndexedCalls
    extensions: Extensions
    writer: PostingWriter
    documents: WrittenDocuments
    work: PeoplesWork
    summaries: Summaries = field(default_factory=NoSummaries)

    def __call__(self, key: RecordingKey) -> IndexResult:
        """Raises Conflict if other processes keep indexing the same recording."""
        return retry_on_conflict(partial(self._index, key))

    def again(self, key: RecordingKey) -> IndexResult:
        return retry_on_conflict(partial(self._again, key))

    def _again(self, key: RecordingKey) -> IndexResult:
        stored = self.documents.read(key)
        if stored is not None and stored.document is not None:
            document = stored.document
            self.writer.add_months(key.service, document.keys(), month_of(document.sort_key))
            self.documents.save(key, document.unknown(), stored.version)
        return self._index(key)

    def remove(self, key: RecordingKey) -> IndexResult:
        """Removes all postings of a recording, whether it has a row or not."""
        return retry_on_conflict(partial(self._write, key, "", _NOTHING))

    def _index(self, key: RecordingKey) -> IndexResult:
        row = self.rows.recording(key)
        if row is None:
            return self._write(key, "", _NOTHING)
        if not row.state.searchable:
            self.summaries.remove(row)
            return self._write(key, "", _NOTHING)
        self.summaries.keep(row, summary_of(row, self._extension_name(row)))
        spoken = self.calls.spoken(row)
        call, work = self.calls.call(row), self.work.written(key)
        document = document_of(
            row, call, spoken, self._queue_test(row), tags=work.tags, notes=work.notes
        )
        return self._write(key, document.sort_key, postings_of(document))

    def _write(
        self, key: RecordingKey, sort_key: str, postings: Mapping[ListKey, bytes]
    ) -> IndexResult:
        """`sort_key` may be empty if there are no postings."""
        stored = self.documents.read(key)
        before = stored.document if stored else None
        if before is not None and sort_key and before.sort_key != sort_key:
            self._write(key, "", _NOTHING)  # the call began at another time: everything moves
            return self._write(key, sort_key, postings)
        changes = changes_to(before, postings)
        if changes.none and (before is None or before.settled):
            return IndexResult()
        base = before or WrittenPostings(sort_key=sort_key)
        version = self.documents.save(
            key, in_progress(base, changes), stored.version if stored else ""
        )
        self._apply(key.service, base.sort_key, changes)
        try:
            self._settle(key, base.sort_key, postings, version)
        except Conflict:
            retry_on_conflict(partial(self._remember, key, base.sort_key, changes))
            raise
        return IndexResult(put=len(changes.put), removed=len(changes.remove))

    def _apply(self, service: str, sort_key: str, changes: Changes) -> None:
        """A list's month is noted before its first posting, which could not be found otherwise."""
        self.writer.add_months(service, changes.new, month_of(sort_key))
        self.writer.put(service, sort_key, changes.put)
        self.writer.remove(service, sort_key, changes.remove)

    def _settle(
        self, key: RecordingKey, sort_key: str, postings: Mapping[ListKey, bytes], version: str
    ) -> None:
        if postings:
            self.documents.save(key, written(sort_key, postings), version)
        else:
            self.documents.delete(key)

    def _remember(self, key: RecordingKey, sort_key: str, changes: Changes) -> None:
        """Another process wrote between our document and our postings, perhaps an erasure. Ours may have
        come last, so the next attempt writes or removes them all."""
        stored = self.documents.read(key)
        document = stored.document if stored and stored.document else None
        known = document or WrittenPostings(sort_key=sort_key)
        self.documents.save(key, known.unknown(changes.put), stored.version if stored else "")

    def _extension_name(self, row: Recording) -> str:
        if not row.extension_id:
            return ""
        found = self.extensions.row(Owner(*row.account, row.extension_id))
        return found.extension.name if found else ""

    def _queue_test(self, row: Recording) -> Callable[[str], bool]:
        def is_queue(extension_id: str) -> bool:
            found = self.extensions.row(Owner(*row.account, extension_id))
            return found is not None and found.extension.type.strip().lower() == _QUEUE

        return is_queue
