"""Tries a recording again in the same execution, seconds after a 404.

The schedule runs once a minute. The recording of a call that has just ended would wait for it longer
than for its content. Such a try takes a start time like any other request, and does not count as an
attempt: the last 404 in a row does.
"""

from __future__ import annotations

from dataclasses import dataclass

from ringkeep.domain.limits.slots import Lane
from ringkeep.domain.recordings.imports import ImportRequest, import_request
from ringkeep.domain.recordings.lifecycle import dispatched
from ringkeep.domain.recordings.recordings import RecordingState
from ringkeep.domain.recordings.retry_delays import RetryDelays
from ringkeep.errors import Conflict
from ringkeep.usecases.clock import Clock
from ringkeep.usecases.recordings.import_result import ImportResult, result_of
from ringkeep.usecases.recordings.ports import CallsTable


@dataclass(frozen=True)
class RetrySoon:
    calls: CallsTable
    clock: Clock
    delays: RetryDelays

    def after(self, request: ImportRequest, result: ImportResult, delay: float) -> ImportResult:
        """Claims the row for one more try after `delay` seconds, and returns the result that starts
        it. If another worker changed the row, returns the same result."""
        row = self.calls.recording(request.key)
        pending = row is not None and row.state is RecordingState.PENDING
        if row is None or not pending or row.dispatch != request.dispatch:
            return result
        now = self.clock.now()
        start_at = now + self.delays.scaled(delay)
        changes = {"attempts": max(0, row.attempts - 1), "lane": Lane.FRESH}
        again = dispatched(row, start_at, now, self.delays).model_copy(update=changes)
        try:
            claimed = self.calls.put_recording(again)
        except Conflict:
            return result
        ticket = f"again-{claimed.recording_id}-{claimed.dispatch}"
        slot = request.slot.model_copy(
            update={"ticket": ticket, "start_at": start_at, "lane": Lane.FRESH}
        )
        next_request = import_request(claimed, slot).model_copy(update={"tries": request.tries + 1})
        return result_of(claimed, "wait", reason="not_ready", next_request=next_request)
