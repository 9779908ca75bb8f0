"""Compares the search index with the recordings of some days, and writes what differs.

The stream of the calls table keeps the index up to date. A repair finds what was lost between: events
that failed for a day, or a document in S3 that changed without its row.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Self

from ringkeep.domain.model import Model
from ringkeep.domain.recordings.places import BEGINNING, day_before, day_of
from ringkeep.domain.recordings.recordings import RecordingKey
from ringkeep.errors import ItemRefused, StoredDataInvalid
from ringkeep.usecases.accounts.ports import ServiceDirectory
from ringkeep.usecases.clock import Clock
from ringkeep.usecases.search.index_recording import IndexResult
from ringkeep.usecases.search.ports import RecordingsOfDay

DAYS: Final = 3
SHARES: Final = 12
"""Runs of a night."""
SECONDS_BETWEEN_RUNS: Final = 300


class IndexedCounts(Model):
    """Recordings by what indexing them did. `failed`: the stored documents cannot be read."""

    changed: int = 0
    unchanged: int = 0
    failed: int = 0
    unfinished: bool = False

    @classmethod
    def counted(cls, outcomes: Iterable[str]) -> Self:
        counts = Counter(outcomes)
        return cls(
            changed=counts["changed"], unchanged=counts["unchanged"], failed=counts["failed"]
        )


@dataclass(frozen=True)
class RepairIndex:
    """`failed` is called with each recording that cannot be indexed, and why."""

    index: Callable[[RecordingKey], IndexResult]
    failed: Callable[[RecordingKey, Exception], None]

    def run(self, keys: Iterable[RecordingKey], stop: Callable[[], bool]) -> IndexedCounts:
        """Indexes recordings until there are no more, or until `stop` returns true."""
        outcomes: list[str] = []
        for key in keys:
            if stop():
                counts = IndexedCounts.counted(outcomes)
                return counts.model_copy(update={"unfinished": True})
            outcomes.append(self.one(key))
        return IndexedCounts.counted(outcomes)

    def one(self, key: RecordingKey) -> str:
        """Returns changed, unchanged or failed. What may work later is raised."""
        try:
            result = self.index(key)
        except (StoredDataInvalid, ItemRefused) as error:
            self.failed(key, error)
            return "failed"
        return "changed" if result.put or result.removed else "unchanged"


@dataclass(frozen=True)
class RecentRecordings:
    """The recordings of the last days, of all services, from the newest day on. Each run of a night takes
    another share of them, by the time at which it begins: so no run needs to know what others did."""

    rows: RecordingsOfDay
    services: ServiceDirectory
    clock: Clock

    def keys(self) -> Iterator[RecordingKey]:
        now = self.clock.now()
        day, share = day_of(now), _share_at(now)
        for _ in range(DAYS):
            for service in self.services.list():
                for row in self.rows.oldest_of_day(service.name, day.isoformat(), BEGINNING):
                    if not row.state.open and _share_of(row.key) == share:
                        yield row.key
            day = day_before(day)


def _share_at(moment: float) -> int:
    return int(moment // SECONDS_BETWEEN_RUNS) % SHARES


def _share_of(key: RecordingKey) -> int:
    return zlib.crc32(str(key).encode("utf-8", "replace")) % SHARES
