"""What a person starts has an audit entry, and no one starts more on a day than their bound."""

from __future__ import annotations

import pytest

from ringkeep.domain.access.rights import Right
from ringkeep.domain.recordings.recordings import Recording
from ringkeep.domain.recordings.transcript_pointer import TranscriptPointer
from ringkeep.domain.transcripts.daily_bounds import DailyBounds, StartedEnough
from ringkeep.domain.transcripts.jobs import FailureReason, failed
from ringkeep.usecases.transcripts.request_transcription import RequestedJob
from tests.fakes.transcripts.transcription import MemoryStartedJobs
from tests.unit.domain.recordings.example_rows import NOW
from tests.unit.usecases.recordings.media_setup import asking, person
from tests.unit.usecases.transcripts.setup import Transcribing, stored_row

ANN = asking(person("ann", Right.TRANSCRIBE))
BEN = asking(person("ben", Right.TRANSCRIBE))


def row(number: int, *, transcribed: bool = False) -> Recording:
    pointer = TranscriptPointer(revision=1) if transcribed else None
    changes = {"recording_id": f"r{number}", "transcript": pointer}
    return stored_row().model_copy(update=changes)


def bounded(started: int, repeated: int) -> Transcribing:
    setup = Transcribing()
    bounds = DailyBounds(started=started, repeated=repeated)
    setup.__dict__["started"] = MemoryStartedJobs(setup.jobs, bounds)
    return setup


def test_each_started_job_is_one_entry_and_a_second_click_is_none() -> None:
    setup = Transcribing()
    first = setup.request(row(1), asked=ANN)
    assert not setup.request(row(1), asked=BEN).new
    (entry,) = setup.started.entries
    assert (entry.action, entry.actor.id) == ("recordings.transcribe", "ann-id")
    assert (entry.object.kind, entry.object.id) == ("recording", "default:a1:r1")
    assert dict(entry.after) == {"revision": 1, "repeat": False}
    assert first.job.requested_by == "ann-id"


def test_what_a_policy_starts_is_no_ones_entry_and_counts_for_no_one() -> None:
    setup = bounded(0, 0)
    assert setup.request(row(1)).new
    assert setup.started.entries == []


def test_the_bound_of_the_day_is_said_in_a_sentence_and_ends_with_the_day() -> None:
    setup = bounded(2, 2)
    for number in (1, 2):
        setup.request(row(number), asked=ANN)
    with pytest.raises(StartedEnough, match="2 a day"):
        setup.request(row(3), asked=ANN)
    assert (len(setup.jobs.jobs), len(setup.started.entries)) == (2, 2)
    assert not setup.request(row(2), asked=ANN).new
    assert setup.request(row(3), asked=BEN).new
    setup.clock.sleep(86_400)
    assert setup.request(row(4), asked=ANN).new


def test_repeats_have_a_bound_of_their_own() -> None:
    setup = bounded(200, 1)

    def repeat(number: int) -> RequestedJob:
        return setup.request(row(number, transcribed=True), again=True, asked=ANN)

    assert repeat(1).new
    with pytest.raises(StartedEnough, match="1 of them repeated"):
        repeat(2)
    assert setup.request(row(3), again=True, asked=ANN).new


def test_another_try_after_a_failure_is_no_repeat() -> None:
    setup = bounded(200, 0)
    job = setup.request(row(1), asked=ANN).job
    setup.jobs.save(failed(job, FailureReason.SERVICE_FAILED, NOW), charged=job.charged)
    assert setup.request(row(1), asked=ANN).job.revision == 2
