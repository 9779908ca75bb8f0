"""What S3 keeps about a recording: its call from the sidecar or the decision, its words from the newest
transcript. The search index is made of nothing else but the row, so that a rebuild gives the same index."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from ringkeep.domain.json import JsonObject
from ringkeep.domain.recordings.archive import Decision, Sidecar, decision_key, sidecar_key
from ringkeep.domain.recordings.calls import Call, parse_call
from ringkeep.domain.recordings.recordings import Recording, RecordingState
from ringkeep.domain.search.documents import SpokenWord


class ArchivedDocuments(Protocol):
    def read_sidecar(self, object_key: str) -> Sidecar:
        """Raises ValueError if the object is not a sidecar."""
        ...

    def read_decision(self, object_key: str) -> Decision:
        """Raises ValueError if the object is not a decision."""
        ...


class SpokenWords(Protocol):
    def words(self, row: Recording) -> Sequence[SpokenWord] | None: ...


@dataclass(frozen=True)
class ArchivedCalls:
    """The IndexedCalls port."""

    archive: ArchivedDocuments
    transcripts: SpokenWords

    def call(self, row: Recording) -> Call | None:
        if row.state is RecordingState.STORED:
            raw = _raw(lambda: self.archive.read_sidecar(sidecar_key(row)).call_raw)
        else:
            raw = _raw(lambda: self.archive.read_decision(decision_key(row)).call_raw)
        if raw is None:
            return None
        try:
            return parse_call(raw)
        except ValueError:
            return None

    def spoken(self, row: Recording) -> Sequence[SpokenWord] | None:
        return self.transcripts.words(row)


def _raw(read: Callable[[], JsonObject | None]) -> JsonObject | None:
    """Returns the record, None if there is no document. A quarantined recording may have neither."""
    try:
        return read()
    except ValueError:
        return None
