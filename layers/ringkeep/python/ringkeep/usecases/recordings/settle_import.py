"""Releases a recording after its execution failed, so that another execution imports it. The
failure does not count as an attempt."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from ringkeep.domain.recordings import lifecycle
from ringkeep.domain.recordings.recordings import Recording, RecordingKey
from ringkeep.domain.recordings.retry_delays import RetryDelays
from ringkeep.usecases.clock import Clock
from ringkeep.usecases.recordings.held_row import HeldRow, SupersededError
from ringkeep.usecases.recordings.import_failures import RETRY_DELAYS
from ringkeep.usecases.recordings.ports import CallsTable

EVENT: Final = "worker_failed"
_NAME_LENGTH: Final = 80

SettleResult = Literal["pending", "superseded"]


@dataclass(frozen=True)
class SettleImport:
    calls: CallsTable
    clock: Clock
    delays: RetryDelays

    def run(self, key: RecordingKey, dispatch: int, error_name: str) -> SettleResult:
        """Returns `superseded` if the execution no longer holds the row.

        Raises Conflict and StorageFailed. The row is then due again when the claim expires.
        """
        row = self.calls.recording(key)
        if row is None or not lifecycle.is_held(row, dispatch):
            return "superseded"
        reason, now = f"{EVENT}:{_sanitised(error_name)}", self.clock.now()
        try:
            HeldRow(self.calls, row).change(lambda row: self._released(row, reason, now))
        except SupersededError:
            return "superseded"
        return "pending"

    def _released(self, row: Recording, reason: str, now: float) -> Recording:
        """Postpones the row. The delays grow if the recording makes every execution fail."""
        tries = lifecycle.failures_in_a_row(row, EVENT) + 1
        delay = self.delays.delay_after(tries, RETRY_DELAYS)
        return lifecycle.postponed(row, reason, delay, now)


def _sanitised(error_name: str) -> str:
    """Removes all characters except letters, digits, `.`, `_` and `-` from the name of an error, which
    comes from outside."""
    return re.sub(r"[^A-Za-z0-9._-]", "", error_name)[:_NAME_LENGTH] or "unknown"
