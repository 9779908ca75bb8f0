"""The result of one execution of the import, for the state machine, the log and the metrics."""

from __future__ import annotations

from typing import Literal

from ringkeep.domain.model import Model
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
    "no_place",
]

_CLOSED: dict[RecordingState, ImportOutcome] = {
    RecordingState.STORED: "stored",
    RecordingState.QUARANTINED: "quarantined",
    RecordingState.UNAVAILABLE: "unavailable",
    RecordingState.LOST: "lost",
}


class ImportResult(Model):
    """The result of an import. Sizes are in bytes, times in seconds.

    `next_request` is set only for the outcome `wait`: it is the input of the next step. `call_age`
    is the time from the call's end to the download, or None if nothing was downloaded.
    `seconds_to_stored` is the time from the call's end until this execution stored the audio.
    """

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
    doubts: tuple[str, ...] = ()
    next_request: ImportRequest | None = None


def result_of(row: Recording, outcome: ImportOutcome, **facts: object) -> ImportResult:
    """Returns the result for a row. If the row is closed, its state determines the outcome."""
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
    """Returns the result of an execution that no longer holds the row."""
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
