"""The steps of the state machine of transcriptions, as it calls them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ringkeep.domain.json import JsonObject
from ringkeep.handlers.transcripts import (
    OfferStored,
    StoredRecording,
    TranscribeRecording,
    TranscriptionStep,
)
from ringkeep.observability import metrics
from ringkeep.usecases.transcripts.offer_transcription import OfferTranscription
from tests.unit.domain.transcripts.example_results import call
from tests.unit.handlers.metrics import values_of
from tests.unit.usecases.transcripts.setup import Transcribing


@pytest.fixture(autouse=True)
def flushed() -> Iterator[None]:
    metrics.set_default_dimensions(stack="test")
    yield
    metrics.clear_metrics()


def step(setup: Transcribing, **fields: object) -> JsonObject:
    job = {"service": "default", "account_id": "a1", "recording_id": "r1", "revision": 1}
    event = TranscriptionStep.model_validate({"job": {**job, "name": "any"}, **fields})
    return TranscribeRecording(setup.start, setup.settle)(event, 0.0)


def test_a_transcription_is_started_and_stored(capsys: pytest.CaptureFixture[str]) -> None:
    setup = Transcribing()
    job = setup.request(setup.stored()).job
    started = step(setup, step="start")
    assert started["outcome"] == "start"
    setup.answer(job, call())
    ended = step(setup, step="settle", end="completed", language="en-US")
    assert ended == {"outcome": "completed"}
    metrics.flush_metrics()
    written = capsys.readouterr().out
    assert values_of(written)["RecordingsTranscribed"] == [1.0]
    assert "morning" not in written


def test_a_failure_is_counted(capsys: pytest.CaptureFixture[str]) -> None:
    setup = Transcribing()
    setup.request(setup.stored())
    detail = "Transcribe.BadRequestException " + "x" * 40_000
    assert step(setup, step="settle", end="refused", detail=detail) == {"outcome": "failed"}
    metrics.flush_metrics()
    assert values_of(capsys.readouterr().out)["TranscriptionsFailed"] == [1.0]


def test_an_execution_without_a_job_ends() -> None:
    setup = Transcribing()
    setup.stored()
    assert step(setup, step="start") == {"outcome": "ended", "request": None}
    assert step(setup, step="settle", end="completed") == {"outcome": "unknown"}


def test_a_used_up_budget_is_counted(capsys: pytest.CaptureFixture[str]) -> None:
    setup = Transcribing()
    setup.decide(policy={"mode": "everything"}, monthly_budget=0)
    setup.stored()
    handler = OfferStored(OfferTranscription(setup.rows, setup.request))
    stored = {"service": "default", "account_id": "a1", "recording_id": "r1", "outcome": "stored"}
    assert handler(StoredRecording.model_validate(stored), 0.0) == {"outcome": "budget_used_up"}
    metrics.flush_metrics()
    assert values_of(capsys.readouterr().out)["TranscriptionBudgetUsedUp"] == [1.0]
