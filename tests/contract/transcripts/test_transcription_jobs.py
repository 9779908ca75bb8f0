"""Jobs and expenses in DynamoDB and their fake behave the same."""

from __future__ import annotations

from collections.abc import Iterator

import boto3
import pytest
from moto import mock_aws

from ringkeep.aws.transcripts.jobs_table import DynamoTranscriptionJobs
from ringkeep.domain.transcripts.costs import Cost
from ringkeep.domain.transcripts.jobs import FailureReason, completed, failed, started
from ringkeep.domain.transcripts.options import TranscriptionOptions
from ringkeep.errors import Conflict
from ringkeep.usecases.transcripts.ports import TranscriptionJobs
from tests.contract.tables import calls_table
from tests.fakes.transcripts.transcription import MemoryTranscriptionJobs
from tests.unit.domain.transcripts.example_results import KEY, NOW
from tests.unit.domain.transcripts.test_jobs import JOB

OTHER = KEY.model_copy(update={"recording_id": "r2"})


@pytest.fixture(params=["fake", "dynamodb"])
def jobs(request: pytest.FixtureRequest) -> Iterator[TranscriptionJobs]:
    if request.param == "fake":
        yield MemoryTranscriptionJobs()
        return
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        yield DynamoTranscriptionJobs(client, calls_table(client))


def test_an_unknown_job_is_none(jobs: TranscriptionJobs) -> None:
    assert jobs.newest(KEY) is None
    assert jobs.job(KEY, 1) is None
    assert jobs.spent("main", "2026-11") == 0


def test_a_job_is_read_as_it_was_written(jobs: TranscriptionJobs) -> None:
    options = TranscriptionOptions(language="en-US", redaction=True)
    job = JOB.model_copy(update={"options": options, "duration_seconds": 61.25, "channels": 2})
    saved = jobs.save(job.with_history(NOW, "requested"))
    assert saved.version == 1
    assert jobs.job(KEY, 1) == saved
    assert jobs.newest(OTHER) is None


def test_the_newest_job_has_the_highest_revision(jobs: TranscriptionJobs) -> None:
    for revision in (1, 2, 10):
        jobs.save(JOB.model_copy(update={"revision": revision}))
    newest = jobs.newest(KEY)
    assert newest is not None
    assert newest.revision == 10


def test_only_one_of_two_writers_makes_a_job(jobs: TranscriptionJobs) -> None:
    jobs.save(JOB)
    with pytest.raises(Conflict):
        jobs.save(JOB)
    assert jobs.spent("main", "2026-11") == JOB.estimate


def test_a_change_of_an_older_version_is_a_conflict(jobs: TranscriptionJobs) -> None:
    first = jobs.save(JOB)
    jobs.save(started(first, NOW), charged=first.charged)
    with pytest.raises(Conflict):
        jobs.save(failed(first, FailureReason.SERVICE_FAILED, NOW), charged=first.charged)
    assert jobs.spent("main", "2026-11") == JOB.estimate


def test_the_month_has_the_estimate_and_then_the_cost(jobs: TranscriptionJobs) -> None:
    first = jobs.save(JOB)
    assert jobs.spent("main", "2026-11") == 24_000
    running = jobs.save(started(first, NOW), charged=first.charged)
    assert jobs.spent("main", "2026-11") == 24_000
    cost = Cost(micros=20_000, currency="USD")
    jobs.save(completed(running, "en-US", cost, NOW), charged=running.charged)
    assert jobs.spent("main", "2026-11") == 20_000
    assert (jobs.spent("main", "2026-12"), jobs.spent("other", "2026-11")) == (0, 0)


def test_a_failed_job_gives_its_reservation_back(jobs: TranscriptionJobs) -> None:
    first = jobs.save(JOB)
    jobs.save(failed(first, FailureReason.SERVICE_FAILED, NOW), charged=first.charged)
    assert jobs.spent("main", "2026-11") == 0


def test_nothing_is_written_beyond_the_budget(jobs: TranscriptionJobs) -> None:
    jobs.save(JOB, budget=48_000)
    second = JOB.model_copy(update={"recording_id": "r2"})
    jobs.save(second, budget=48_000)
    third = JOB.model_copy(update={"recording_id": "r3"})
    with pytest.raises(Conflict):
        jobs.save(third, budget=48_000)
    assert jobs.job(third.key, 1) is None
    assert jobs.spent("main", "2026-11") == 48_000


def test_a_cost_beyond_the_whole_budget_is_refused_in_an_unused_month(
    jobs: TranscriptionJobs,
) -> None:
    with pytest.raises(Conflict):
        jobs.save(JOB, budget=23_999)
    assert jobs.newest(KEY) is None
