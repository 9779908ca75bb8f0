"""The steps of the state machine `transcribe_recording`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pydantic import ConfigDict

from ringkeep.domain.json import JsonObject
from ringkeep.domain.model import Model
from ringkeep.domain.recordings.recordings import RecordingKey
from ringkeep.domain.transcripts.jobs import TranscriptionJob, TranscriptionState
from ringkeep.observability import count, logger
from ringkeep.settings import OfferTranscriptionSettings, TranscribeRecordingSettings
from ringkeep.usecases.transcripts.offer_transcription import OfferOutcome, OfferTranscription
from ringkeep.usecases.transcripts.settle_transcription import (
    JobEnd,
    JobResult,
    SettleTranscription,
)
from ringkeep.usecases.transcripts.start_transcription import StartTranscription
from ringkeep.wiring.transcripts import TranscriptionSteps
from ringkeep.wiring.transcripts import offer_transcription as wired_offer

_LONGEST_DETAIL = 1_000


class JobRef(Model):
    """The input of the state machine."""

    model_config = ConfigDict(extra="ignore")

    service: str
    account_id: str
    recording_id: str
    revision: int
    name: str = ""

    @property
    def key(self) -> RecordingKey:
        return RecordingKey(
            service=self.service, account_id=self.account_id, recording_id=self.recording_id
        )


class TranscriptionStep(Model):
    """`end`, `detail` and `language` belong to the step `settle`."""

    model_config = ConfigDict(extra="ignore")

    step: Literal["start", "settle"]
    job: JobRef
    end: JobEnd = JobEnd.WORKER_FAILED
    detail: str = ""
    language: str = ""

    @property
    def result(self) -> JobResult:
        return JobResult(end=self.end, detail=self.detail[:_LONGEST_DETAIL], language=self.language)


@dataclass(frozen=True)
class TranscribeRecording:
    start: StartTranscription
    settle: SettleTranscription

    def __call__(self, step: TranscriptionStep, deadline: float) -> JsonObject:
        logger.append_keys(
            ringcentral_service=step.job.service,
            recording_id=step.job.recording_id,
            revision=step.job.revision,
        )
        if step.step == "start":
            return self.start(step.job.key, step.job.revision).model_dump(mode="json")
        ended = self.settle(step.job.key, step.job.revision, step.result)
        _report(ended)
        return {"outcome": ended.state.value if ended else "unknown"}


def _report(ended: TranscriptionJob | None) -> None:
    if ended is None:
        return
    completed = ended.state is TranscriptionState.COMPLETED
    count("RecordingsTranscribed" if completed else "TranscriptionsFailed")
    # The service's own words are on the job alone: they might quote something.
    facts = {"state": ended.state.value, "reason": ended.reason}
    logger.info("transcription ended", extra=facts)


class StoredRecording(Model):
    """A recording whose import has just ended: the result of the download."""

    model_config = ConfigDict(extra="ignore")

    service: str
    account_id: str
    recording_id: str

    @property
    def key(self) -> RecordingKey:
        return RecordingKey(
            service=self.service, account_id=self.account_id, recording_id=self.recording_id
        )


@dataclass(frozen=True)
class OfferStored:
    """The policy decides whether the recording is transcribed by itself."""

    offer: OfferTranscription

    def __call__(self, stored: StoredRecording, deadline: float) -> JsonObject:
        logger.append_keys(ringcentral_service=stored.service, recording_id=stored.recording_id)
        outcome = self.offer(stored.key)
        if outcome is OfferOutcome.BUDGET_USED_UP:
            count("TranscriptionBudgetUsedUp")
        if outcome is not OfferOutcome.NOT_WANTED:
            logger.info("transcription by policy", extra={"outcome": outcome.value})
        return {"outcome": outcome.value}


def offer_transcription(settings: OfferTranscriptionSettings) -> OfferStored:
    return OfferStored(wired_offer(settings))


def transcribe_recording(settings: TranscribeRecordingSettings) -> TranscribeRecording:
    wired = TranscriptionSteps(settings)
    return TranscribeRecording(wired.start, wired.settle)
