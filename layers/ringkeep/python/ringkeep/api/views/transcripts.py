"""Transcriptions as the API shows them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Final

from pydantic import Field

from ringkeep.api.bodies import Body
from ringkeep.api.models import FieldProblem
from ringkeep.api.refusals import field_problems
from ringkeep.api.views.common import example, moment
from ringkeep.domain.access.refusals import Refusal
from ringkeep.domain.json import JsonObject
from ringkeep.domain.model import Model
from ringkeep.domain.recordings.recording_ids import recording_id_of
from ringkeep.domain.recordings.recordings import Recording
from ringkeep.domain.transcripts.costs import Cost
from ringkeep.domain.transcripts.jobs import SENTENCES, FailureReason, TranscriptionJob
from ringkeep.domain.transcripts.transcripts import Transcript, Turn
from ringkeep.usecases.transcripts.assess_recording import Assessment
from ringkeep.usecases.transcripts.read_transcription import TranscriptionState

MOST_RECORDINGS: Final = 50
_COST: Final[JsonObject] = {"amount": "0.0248", "currency": "USD"}
_ID: Final = "main:809646016:7602012008"
_JOB: Final[JsonObject] = {
    "recording": _ID,
    "status": "queued",
    "reason": "",
    "detail": "",
    "revision": 1,
    "requested_at": "2026-11-26T08:00:00Z",
    "started_at": None,
    "ended_at": None,
    "cost": _COST,
    "language": "",
}
_TURN: Final[JsonObject] = {
    "speaker": "ch_0",
    "user_id": "",
    "channel": 0,
    "start": 0.5,
    "end": 1.2,
    "text": "Good morning.",
    "words": [
        {"text": "Good", "start": 0.5, "end": 0.8, "confidence": 0.98},
        {"text": "morning.", "start": 0.8, "end": 1.2, "confidence": 0.97},
    ],
}
_ITEM: Final[JsonObject] = {
    "recording": _ID,
    "status": "queued",
    "revision": 1,
    "cost": _COST,
    "errors": [],
}


class TranscriptionStatus(StrEnum):
    NONE = "none"
    """No one has asked for it."""
    QUEUED = "queued"
    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"


class CostView(Model):
    """An amount of money, rounded up to four decimal places."""

    amount: str
    currency: str


class TranscriptionJobView(Model):
    """`reason` is the code of a failure, `detail` says it in a sentence. `cost` is the estimate while the
    job is open, then what it has cost. `revision` is that of the transcript that it makes."""

    model_config = example(_JOB)
    recording: str
    status: TranscriptionStatus
    reason: str = ""
    detail: str = ""
    revision: int = 0
    requested_at: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    cost: CostView | None = None
    language: str = ""


class TranscriptionView(TranscriptionJobView):
    """The newest job, and the newest transcript, perhaps of an earlier job. `text` and `turns` are null
    without one. `estimate` is what another job would cost, null while one is open or if the length is not
    known; `refusals` stand against one. `has_unredacted`: there is a text that needs its own right."""

    model_config = example(
        {
            **_JOB,
            "status": "completed",
            "started_at": "2026-11-26T08:00:02Z",
            "ended_at": "2026-11-26T08:00:31Z",
            "language": "en-US",
            "estimate": _COST,
            "refusals": [],
            "transcript_revision": 1,
            "source": "transcribe",
            "model": "",
            "redacted": False,
            "has_unredacted": False,
            "text": "[0:00:00] Channel 1: Good morning.\n",
            "turns": [_TURN],
        }
    )
    estimate: CostView | None = None
    refusals: tuple[FieldProblem, ...] = ()
    transcript_revision: int = 0
    source: str = ""
    model: str = ""
    redacted: bool = False
    has_unredacted: bool = False
    text: str | None = None
    turns: tuple[Turn, ...] | None = None


class TranscriptionsBody(Body):
    """`recordings` are ids of the list of recordings. `again`: also those that have a transcript."""

    model_config = example({"recordings": [_ID], "again": False})
    recordings: Annotated[
        tuple[Annotated[str, Field(min_length=1, max_length=1_000)], ...],
        Field(min_length=1, max_length=MOST_RECORDINGS),
    ]
    again: bool = False


class RequestedTranscription(Model):
    """`status` is `none` for a recording that was not started: `errors` say why. Its `cost` is null then."""

    model_config = example(_ITEM)
    recording: str
    status: TranscriptionStatus
    revision: int = 0
    cost: CostView | None = None
    errors: tuple[FieldProblem, ...] = ()


class RequestedTranscriptions(Model):
    """`cost` is the sum of the items' costs."""

    model_config = example({"items": [_ITEM], "cost": _COST})
    items: tuple[RequestedTranscription, ...]
    cost: CostView


def cost_view(cost: Cost | None) -> CostView | None:
    return CostView(amount=cost.amount, currency=cost.currency) if cost else None


def job_view(row: Recording, job: TranscriptionJob) -> TranscriptionJobView:
    return TranscriptionJobView(recording=recording_id_of(row.key), **_job_fields(job))


def _job_fields(job: TranscriptionJob) -> dict[str, object]:
    return {
        "status": TranscriptionStatus(job.state.value),
        "reason": job.reason,
        "detail": _detail(job),
        "revision": job.revision,
        "requested_at": moment(job.requested_at),
        "started_at": moment(job.started_at) if job.started_at else None,
        "ended_at": moment(job.ended_at) if job.ended_at else None,
        "cost": cost_view(Cost(micros=job.charged, currency=job.currency)),
        "language": job.language,
    }


def _detail(job: TranscriptionJob) -> str:
    if not job.reason:
        return ""
    known = job.reason in set(FailureReason)
    sentence = SENTENCES[FailureReason(job.reason)] if known else ""
    return f"{sentence} {job.detail}".strip()


def transcription_view(state: TranscriptionState, text: str | None) -> TranscriptionView:
    """`text` is the transcript as text, None without one."""
    row, job = state.row, state.job
    status = TranscriptionStatus.COMPLETED if row.transcript else TranscriptionStatus.NONE
    fields = _job_fields(job) if job else {"status": status}
    return TranscriptionView.model_validate(
        {
            "recording": recording_id_of(row.key),
            **fields,
            **_assessment_fields(state.assessment),
            **_transcript_fields(row, state.transcript),
            "text": text,
        }
    )


def _assessment_fields(assessment: Assessment | None) -> dict[str, object]:
    if assessment is None:
        return {}
    refusals = field_problems(assessment.refusals)
    return {"estimate": cost_view(assessment.cost), "refusals": refusals}


def _transcript_fields(row: Recording, transcript: Transcript | None) -> dict[str, object]:
    if transcript is None:
        return {}
    return {
        "transcript_revision": transcript.revision,
        "source": transcript.source.value,
        "model": transcript.model,
        "redacted": transcript.redacted,
        "has_unredacted": bool(row.transcript and row.transcript.unredacted),
        "turns": transcript.turns,
    }


def refused_item(identifier: str, refusals: Iterable[Refusal]) -> RequestedTranscription:
    return RequestedTranscription(
        recording=identifier,
        status=TranscriptionStatus.NONE,
        errors=field_problems(refusals),
    )
