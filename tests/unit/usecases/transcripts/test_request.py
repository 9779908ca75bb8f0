"""Transcribe Now: one click, two clicks, a wanted repeat, and what stands against it."""

from __future__ import annotations

import pytest

from ringkeep.domain.access.refusals import ChangeRefused
from ringkeep.domain.recordings.recordings import RecordingState
from ringkeep.domain.recordings.transcript_pointer import TranscriptPointer
from ringkeep.domain.transcripts.budgets import BudgetUsedUp
from ringkeep.domain.transcripts.costs import Cost
from ringkeep.domain.transcripts.jobs import (
    FailureReason,
    TranscriptionJob,
    TranscriptionState,
    completed,
    failed,
)
from ringkeep.errors import Conflict, StorageFailed
from tests.fakes.transcripts.transcription import FixedOwners, MemoryTranscriptionJobs
from tests.unit.domain.recordings.example_rows import NOW
from tests.unit.usecases.transcripts.setup import BUDGET_FOR_ONE, Transcribing, stored_row


def end(setup: Transcribing, job: TranscriptionJob, *, well: bool) -> None:
    cost = Cost(micros=20_000, currency="USD")
    ended = (
        completed(job, "en-US", cost, NOW)
        if well
        else failed(job, FailureReason.SERVICE_FAILED, NOW)
    )
    setup.jobs.save(ended, charged=job.charged)


def test_a_click_starts_one_job_with_its_cost_reserved() -> None:
    setup = Transcribing()
    requested = setup.request(setup.stored(), "u1")
    job = requested.job
    assert requested.new
    assert (job.state, job.revision, job.requested_by) == (TranscriptionState.QUEUED, 1, "u1")
    assert job.name == "stack_default_a1_r1_1"
    assert (job.estimate, setup.jobs.spent("default", "2026-11")) == (24_000, 24_000)
    assert setup.starts.started == [job.name]


def test_a_second_click_is_the_same_job() -> None:
    setup = Transcribing()
    row = setup.stored()
    first, second = setup.request(row, "u1"), setup.request(row, "u2")
    assert (second.job, second.new) == (first.job, False)
    assert len(setup.jobs.jobs) == 1


def test_a_click_starts_what_an_earlier_click_wrote_and_could_not_start() -> None:
    setup = Transcribing()
    row = setup.stored()
    setup.starts.broken = True
    with pytest.raises(StorageFailed):
        setup.request(row)
    setup.starts.broken = False
    assert not setup.request(row).new
    assert setup.starts.started == ["stack_default_a1_r1_1"]
    assert setup.jobs.spent("default", "2026-11") == 24_000


def test_a_completed_job_is_repeated_only_if_someone_wants_it() -> None:
    setup = Transcribing()
    row = setup.stored()
    end(setup, setup.request(row).job, well=True)
    assert setup.request(row).job.revision == 1
    repeated = setup.request(row, again=True)
    assert (repeated.job.revision, repeated.new) == (2, True)
    assert setup.starts.started == ["stack_default_a1_r1_1", "stack_default_a1_r1_2"]


def test_a_click_after_a_failure_is_a_new_revision() -> None:
    setup = Transcribing()
    row = setup.stored()
    end(setup, setup.request(row).job, well=False)
    assert setup.request(row).job.revision == 2


def test_a_job_that_never_ended_is_replaced_and_gives_its_budget_back() -> None:
    setup = Transcribing()
    row = setup.stored()
    first = setup.request(row).job
    setup.clock.advance(3600)
    assert setup.request(row).job.revision == 2
    ended = setup.jobs.job(row.key, 1)
    assert ended is not None
    assert (ended.name, ended.reason) == (first.name, "never_ended")
    assert setup.jobs.spent("default", "2026-11") == 24_000


def test_revisions_go_on_after_the_jobs_are_lost() -> None:
    setup = Transcribing()
    row = setup.stored().model_copy(update={"transcript": TranscriptPointer(revision=3)})
    assert setup.request(row, again=True).job.revision == 4


def test_a_transcript_whose_job_is_lost_is_not_made_again() -> None:
    setup = Transcribing()
    pointer = TranscriptPointer(revision=3, language="en-US", created=NOW)
    row = setup.stored().model_copy(update={"transcript": pointer})
    requested = setup.request(row)
    assert (requested.job.state, requested.job.revision, requested.new) == ("completed", 3, False)
    assert setup.jobs.jobs == {}
    assert setup.starts.started == []


def test_of_two_simultaneous_clicks_one_makes_the_job() -> None:
    setup = Transcribing()
    row = setup.stored()

    class Raced(MemoryTranscriptionJobs):
        raced = False

        def save(
            self, job: TranscriptionJob, *, charged: int = 0, budget: int | None = None
        ) -> TranscriptionJob:
            if not self.raced:
                self.raced = True
                super().save(job.model_copy(update={"requested_by": "other"}))
                raise Conflict("the other click was faster")
            return super().save(job, charged=charged, budget=budget)

    setup.jobs = Raced()
    requested = setup.request(row, "u1")
    assert (requested.job.requested_by, requested.new) == ("other", False)
    assert setup.jobs.spent("default", "2026-11") == 24_000


def test_the_budget_stops_it_and_says_so() -> None:
    setup = Transcribing()
    setup.decide(monthly_budget=BUDGET_FOR_ONE)
    setup.request(setup.stored())
    other = stored_row().model_copy(update={"recording_id": "r2"})
    with pytest.raises(BudgetUsedUp, match=r"is 0\.0240 USD\. 0\.0240 USD of it are used"):
        setup.request(other)
    assert setup.jobs.newest(other.key) is None


def test_a_budget_of_last_month_does_not_count() -> None:
    setup = Transcribing()
    setup.decide(monthly_budget=BUDGET_FOR_ONE)
    setup.request(setup.stored())
    setup.clock.advance(31 * 86_400)
    other = stored_row().model_copy(update={"recording_id": "r2"})
    assert setup.request(other).new


def codes(refused: pytest.ExceptionInfo[ChangeRefused]) -> list[str]:
    return [each.code for each in refused.value.refusals]


@pytest.mark.parametrize(
    ("audio", "code"),
    [
        ({"duration_seconds": 36_000.0}, "audio_too_long"),
        ({"duration_seconds": 0.0}, "audio_header_only"),
        ({"size": 3 * 1024**3}, "audio_too_large"),
    ],
)
def test_what_the_service_cannot_take_is_said_before(audio: dict[str, object], code: str) -> None:
    setup = Transcribing()
    with pytest.raises(ChangeRefused) as refused:
        setup.request(setup.stored(**audio))
    assert codes(refused) == [code]
    assert setup.jobs.jobs == {}


def test_silent_audio_is_refused() -> None:
    setup = Transcribing()
    row = setup.stored()
    setup.hear(row, 0.0, 0.0)
    with pytest.raises(ChangeRefused) as refused:
        setup.request(row)
    assert codes(refused) == ["audio_silent"]
    setup.hear(row, 0.0, 0.2)
    assert setup.request(row).new


def test_a_recording_without_audio_is_refused() -> None:
    setup = Transcribing()
    row = stored_row().model_copy(update={"state": RecordingState.LOST, "audio": None})
    with pytest.raises(ChangeRefused) as refused:
        setup.request(row)
    assert codes(refused) == ["no_audio"]


def test_a_user_whose_calls_are_not_transcribed_stops_it() -> None:
    setup = Transcribing(owners=FixedOwners("u1", "u2"))
    setup.decide(users={"u2": {"mode": "nothing"}})
    with pytest.raises(ChangeRefused) as refused:
        setup.request(setup.stored())
    assert codes(refused) == ["transcription_off"]
