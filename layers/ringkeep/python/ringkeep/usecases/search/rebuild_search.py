"""Makes the search index of a service again from the documents in S3."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Protocol

from ringkeep.domain.recordings.archive import recording_of_key
from ringkeep.domain.recordings.recordings import RecordingKey
from ringkeep.usecases.search.repair_index import IndexedCounts, RepairIndex


class ArchiveKeys(Protocol):
    def recording_keys(self, service: str | None = None) -> Iterator[str]: ...

    def decision_keys(self, service: str | None = None) -> Iterator[str]: ...


@dataclass(frozen=True)
class RebuildSearch:
    """The rows must be there already: a recording without a row is removed from the index. It may be run
    at any time and again; searches find what they found until a recording's turn comes."""

    archive: ArchiveKeys
    repair: RepairIndex

    def run(self, service: str) -> IndexedCounts:
        return self.repair.run(self._recordings(service), lambda: False)

    def _recordings(self, service: str) -> Iterator[RecordingKey]:
        """Yields each recording once. Its audio and its sidecar follow each other."""
        last: RecordingKey | None = None
        archive = self.archive
        for name in chain(archive.recording_keys(service), archive.decision_keys(service)):
            key = recording_of_key(name)
            if key is not None and key != last:
                yield key
            last = key
