"""What one execution of the import came to: facts for state machine, log and metrics."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from ringkeep.domain.recordings.imports import ImportRequest
from ringkeep.domain.recordings.recordings import Recording, RecordingState

ImportOutcome = Literal[
    "stored",
    "adopted",
    "wait",
    "not_ready",
    "throttled",
    "forbidden",
    "lost",
    "unavailable",
    "quarantined",
    "bad_body",
    "postponed",
    "superseded",
]

_CLOSED: dict[RecordingState, ImportOutcome] = {
    RecordingState.STORED: "stored",
    RecordingState.QUARANTINED: "quarantined",
    RecordingState.UNAVAILABLE: "unavailable",
    RecordingState.LOST: "lost",
}


class ImportResult(BaseModel):
    """`next_request` is set for `wait` alone: the input with which the execution goes on.

    Sizes in bytes, times in seconds. `call_age` is the call's age when RingCentral was asked, or
    None when it was not; `seconds_to_stored` counts from the call's end, for what this execution
    stored.
    """

    model_config = ConfigDict(frozen=True)

    outcome: ImportOutcome
    reason: str = ""
    service: str
    account_id: str
    recording_id: str
    call_id: str = ""
    dispatch: int
    attempt: int = 0
    call_age: float | None = None
    size: int = 0
    seconds_to_stored: float | None = None
    duration_seconds: float | None = None
    observations: tuple[str, ...] = ()
    next_request: ImportRequest | None = None


def result_of(row: Recording, outcome: ImportOutcome, **facts: object) -> ImportResult:
    """The result for a row as it stands now; a closed row's state is the better outcome."""
    closed = outcome if outcome in ("adopted", "stored") else _CLOSED.get(row.state, outcome)
    return ImportResult.model_validate(
        {
            "outcome": closed,
            "reason": row.reason,
            "service": row.service,
            "account_id": row.account_id,
            "recording_id": row.recording_id,
            "call_id": row.call_id,
            "dispatch": row.dispatch,
            "attempt": row.attempts,
            **facts,
        }
    )


def superseded(request: ImportRequest, row: Recording | None) -> ImportResult:
    """There is nothing left to do for this execution."""
    if row is not None and row.dispatch == request.dispatch:
        return result_of(row, "superseded")
    return ImportResult(
        outcome="superseded",
        reason="unknown_recording" if row is None else "dispatched_again",
        service=request.service,
        account_id=request.account_id,
        recording_id=request.recording_id,
        dispatch=request.dispatch,
    )
