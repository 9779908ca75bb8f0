"""Settles a recording after its execution failed: another execution imports it later, or the row is
closed because the recording kills every worker. The failure does not count as an attempt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ringkeep.domain.recordings import lifecycle
from ringkeep.domain.recordings.recordings import Recording, RecordingKey, RecordingState
from ringkeep.domain.recordings.retry_delays import RetryDelays
from ringkeep.usecases.clock import Clock
from ringkeep.usecases.recordings.decided_row import settled
from ringkeep.usecases.recordings.held_row import HeldRow, SupersededError
from ringkeep.usecases.recordings.ports import Archive, CallsTable

SettleResult = Literal["pending", "unavailable", "superseded"]


@dataclass(frozen=True)
class SettleImport:
    calls: CallsTable
    archive: Archive
    clock: Clock
    delays: RetryDelays

    def run(self, key: RecordingKey, dispatch: int, error_name: str) -> SettleResult:
        """Returns `superseded` if the execution no longer holds the row.

        Raises Conflict and StorageFailed. The row is then due again when the claim expires.
        """
        row = self.calls.recording(key)
        if row is None or not lifecycle.is_held(row, dispatch):
            return "superseded"
        now = self.clock.now()

        def rule(row: Recording) -> Recording:
            return lifecycle.worker_failed(row, error_name, now, self.delays)

        try:
            written = settled(HeldRow(self.calls, row), rule, self.calls, self.archive)
        except SupersededError:
            return "superseded"
        return "unavailable" if written.state is RecordingState.UNAVAILABLE else "pending"
