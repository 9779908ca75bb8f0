"""Tries recordings again because an administrator asks for it: lost, given up, quarantined, waiting."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple, Protocol

from ringkeep.domain.recordings.lifecycle import retried
from ringkeep.domain.recordings.recordings import Recording, RecordingKey, RecordingState
from ringkeep.usecases.clock import Clock
from ringkeep.usecases.conflicts import retry_on_conflict
from ringkeep.usecases.recordings.ports import CallsTable

RETRYABLE: Final = frozenset(
    {
        RecordingState.LOST,
        RecordingState.PENDING,
        RecordingState.QUARANTINED,
        RecordingState.UNAVAILABLE,
    }
)
_AHEAD: Final = 1
"""Days after today: a call's start may be ahead of this machine's clock."""


class RecordingDays(Protocol):
    def recordings_of_day(self, service: str, day: str) -> Iterator[Recording]:
        """Yields the rows of a service and day (`yyyy-mm-dd`, UTC) page by page, in order of their
        calls' start."""
        ...


class Selection(NamedTuple):
    """The recordings of a service whose calls began within so many days and whose reason is `reason`,
    or begins with it before a colon."""

    service: str
    reason: str
    days: int

    def holds(self, row: Recording) -> bool:
        return row.state in RETRYABLE and self.reason in (row.reason, row.reason.partition(":")[0])


@dataclass(frozen=True)
class RecordingRetrier:
    calls: CallsTable
    days: RecordingDays
    clock: Clock

    def selected(self, selection: Selection) -> Iterator[Recording]:
        """Yields the recordings newest day first. Holds one page of rows in memory."""
        today = datetime.fromtimestamp(self.clock.now(), UTC).date()
        for ago in range(-_AHEAD, selection.days + 1):
            day = (today - timedelta(days=ago)).isoformat()
            rows = self.days.recordings_of_day(selection.service, day)
            yield from (row for row in rows if selection.holds(row))

    def retry(self, key: RecordingKey) -> Recording | None:
        """Returns the row as it was before; None if it does not exist.

        The row changes only if its state is in RETRYABLE. Raises Conflict if other writers keep
        changing it.
        """
        return retry_on_conflict(lambda: self._retry_once(key))

    def _retry_once(self, key: RecordingKey) -> Recording | None:
        row = self.calls.recording(key)
        if row is not None and row.state in RETRYABLE:
            self.calls.put_recording(retried(row, self.clock.now()))
        return row
