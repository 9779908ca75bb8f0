"""A transcription of a recording: the job that a click or a policy starts, and how it ends.

    queued ─► running ─► completed
       └─────────┴─────► failed       with a reason

A second click finds the same job. A wanted repeat, and a click after a failure, make a new revision. A job
that did not end in time counts as failed, so nothing waits for it forever.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final, Self

from ringkeep.domain.history import HistoryEntry, extended
from ringkeep.domain.model import Model
from ringkeep.domain.recordings.recordings import RecordingKey
from ringkeep.domain.transcripts.costs import Cost
from ringkeep.domain.transcripts.options import TranscriptionOptions

HISTORY_LIMIT: Final = 50
_LONGEST_DETAIL: Final = 300


class TranscriptionState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"

    @property
    def is_open(self) -> bool:
        return self in (self.QUEUED, self.RUNNING)


class FailureReason(StrEnum):
    """Why a job failed. `SENTENCES` has each for people."""

    SERVICE_REFUSED = "service_refused"
    SERVICE_FAILED = "service_failed"
    NEVER_ENDED = "never_ended"
    RESULT_MISSING = "result_missing"
    RESULT_TOO_LARGE = "result_too_large"
    RESULT_UNREADABLE = "result_unreadable"
    AUDIO_GONE = "audio_gone"
    AUDIO_UNSUITABLE = "audio_unsuitable"
    BUDGET_USED_UP = "budget_used_up"
    WORKER_FAILED = "worker_failed"


SENTENCES: Final = {
    FailureReason.SERVICE_REFUSED: "The transcription service did not accept the job.",
    FailureReason.SERVICE_FAILED: "The transcription service could not transcribe the recording.",
    FailureReason.NEVER_ENDED: "The transcription did not end in time. Start it again.",
    FailureReason.RESULT_MISSING: "The result of the transcription is gone. Start it again.",
    FailureReason.RESULT_TOO_LARGE: "The result of the transcription is too large to be read.",
    FailureReason.RESULT_UNREADABLE: "The result of the transcription cannot be read.",
    FailureReason.AUDIO_GONE: "The audio was erased before it was transcribed.",
    FailureReason.AUDIO_UNSUITABLE: "The transcription service cannot take this audio.",
    FailureReason.BUDGET_USED_UP: "The month's budget for transcription is used up.",
    FailureReason.WORKER_FAILED: "Ringkeep failed while it started or stored it. Start it again.",
}


class TranscriptionJob(Model):
    """`revision` is that of the transcript that it makes, `version` grows with every write of the job.
    `requested_by` is a user's id, empty for a policy. `estimate` and `cost` are in millionths; `month` is
    the one whose budget has them. Times are in seconds since the epoch."""

    service: str
    account_id: str
    recording_id: str
    revision: int
    state: TranscriptionState = TranscriptionState.QUEUED
    reason: str = ""
    detail: str = ""
    name: str
    requested_by: str = ""
    requested_at: float
    started_at: float = 0.0
    ended_at: float = 0.0
    give_up_at: float
    options: TranscriptionOptions = TranscriptionOptions()
    duration_seconds: float | None = None
    channels: int | None = None
    language: str = ""
    month: str
    currency: str
    estimate: int
    cost: int = 0
    history: tuple[HistoryEntry, ...] = ()
    version: int = 0

    @property
    def key(self) -> RecordingKey:
        return RecordingKey(
            service=self.service, account_id=self.account_id, recording_id=self.recording_id
        )

    @property
    def charged(self) -> int:
        """What the budget has of it now: the estimate while it is open, then its cost."""
        return self.estimate if self.state.is_open else self.cost

    def is_overdue(self, now: float) -> bool:
        return self.state.is_open and now >= self.give_up_at

    def as_of(self, now: float) -> TranscriptionJob:
        """Returns the job as people see it: one that is overdue has failed."""
        return failed(self, FailureReason.NEVER_ENDED, now) if self.is_overdue(now) else self

    def with_history(self, at: float, event: str, note: str = "", **changes: object) -> Self:
        history = extended(self.history, at, event, note, HISTORY_LIMIT)
        return self.model_copy(update={**changes, "history": history})


def stands(job: TranscriptionJob | None, now: float, *, again: bool) -> bool:
    """Whether a request finds its answer in this job. `again`: the person wants a new transcript."""
    if job is None or job.is_overdue(now):
        return False
    if job.state.is_open:
        return True
    return job.state is TranscriptionState.COMPLETED and not again


def next_revision(job: TranscriptionJob | None, newest_transcript: int) -> int:
    return max(job.revision if job else 0, newest_transcript) + 1


def started(job: TranscriptionJob, now: float) -> TranscriptionJob:
    """Called again by a retry, it changes nothing."""
    if job.state is not TranscriptionState.QUEUED:
        return job
    return job.with_history(now, "started", state=TranscriptionState.RUNNING, started_at=now)


def completed(job: TranscriptionJob, language: str, cost: Cost, now: float) -> TranscriptionJob:
    return job.with_history(
        now,
        "completed",
        f"{language} {cost.text}",
        state=TranscriptionState.COMPLETED,
        reason="",
        detail="",
        language=language,
        cost=cost.micros,
        ended_at=now,
    )


def failed(
    job: TranscriptionJob, reason: FailureReason, now: float, detail: str = "", cost: int = 0
) -> TranscriptionJob:
    """`cost`: what was paid nevertheless, because the service did its part."""
    short = detail[:_LONGEST_DETAIL]
    return job.with_history(
        now,
        "failed",
        f"{reason.value} {short}".strip(),
        state=TranscriptionState.FAILED,
        reason=reason.value,
        detail=short,
        cost=cost,
        ended_at=now,
    )
