"""DynamoStartedJobs and its fake behave the same: a job, its entry and the count of the day together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import boto3
import pytest
from moto import mock_aws

from ringkeep.aws.access.audit_entries import DynamoAuditEntries
from ringkeep.aws.live.start_counts import DynamoStartCounts
from ringkeep.aws.transcripts.jobs_table import DynamoTranscriptionJobs
from ringkeep.domain.access.audit import entry_id
from ringkeep.domain.access.audited_requests import TRANSCRIBE, recording_object
from ringkeep.domain.access.rights import Right
from ringkeep.domain.transcripts.daily_bounds import DailyBounds, StartCounts
from ringkeep.domain.transcripts.jobs import TranscriptionJob
from ringkeep.errors import Conflict
from ringkeep.usecases.transcripts.ports import PersonStart, StartedJobs, TranscriptionJobs
from ringkeep.wiring.started_jobs import DynamoStartedJobs
from tests.contract.tables import calls_table, directory_table, people_table
from tests.fakes.transcripts.transcription import MemoryStartedJobs, MemoryTranscriptionJobs
from tests.unit.usecases.recordings.media_setup import asking, person

NOW = 1_795_000_000.0
DAY = "2026-11-18"
BOUNDS = DailyBounds(started=2, repeated=1)


def job(number: int) -> TranscriptionJob:
    return TranscriptionJob(
        service="main",
        account_id="a1",
        recording_id=f"r{number}",
        revision=1,
        name=f"job-{number}",
        requested_at=NOW,
        give_up_at=NOW + 60,
        month="2026-11",
        currency="USD",
        estimate=100,
    )


def start(number: int, *, repeat: bool = False, day: str = DAY) -> PersonStart:
    object_ = recording_object(job(number).key)
    asked = asking(person("ann", Right.TRANSCRIBE))
    entry = asked.entry(NOW, number.to_bytes(8), TRANSCRIBE, object_, revision=1)
    assert entry.id == entry_id(NOW, number.to_bytes(8))
    return PersonStart(entry, day, repeat)


@dataclass
class Store:
    starts: StartedJobs
    jobs: TranscriptionJobs


@pytest.fixture(params=["fake", "dynamodb"])
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    if request.param == "fake":
        memory = MemoryTranscriptionJobs()
        yield Store(MemoryStartedJobs(memory, BOUNDS), memory)
        return
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        jobs = DynamoTranscriptionJobs(client, calls_table(client))
        entries = DynamoAuditEntries(client, people_table(client))
        counts = DynamoStartCounts(client, directory_table(client, "sockets"))
        yield Store(DynamoStartedJobs(client, jobs, entries, counts, BOUNDS), jobs)


def test_a_job_is_written_with_its_cost_and_counted(store: Store) -> None:
    assert store.starts.counts("ann-id", DAY) == StartCounts()
    written = store.starts.save(job(1), start(1), None)
    assert store.jobs.newest(job(1).key) == written
    assert store.jobs.spent("main", "2026-11") == 100
    assert store.starts.counts("ann-id", DAY) == StartCounts(started=1)


def test_beyond_the_bound_nothing_is_written(store: Store) -> None:
    store.starts.save(job(1), start(1, repeat=True), None)
    with pytest.raises(Conflict):
        store.starts.save(job(2), start(2, repeat=True), None)
    store.starts.save(job(2), start(2), None)
    with pytest.raises(Conflict):
        store.starts.save(job(3), start(3), None)
    assert store.jobs.newest(job(3).key) is None
    assert store.jobs.spent("main", "2026-11") == 200
    assert store.starts.counts("ann-id", DAY) == StartCounts(started=2, repeated=1)
    store.starts.save(job(3), start(3, day="2026-11-19"), None)


def test_a_job_that_exists_and_one_beyond_the_budget_count_for_nothing(store: Store) -> None:
    store.starts.save(job(1), start(1), None)
    with pytest.raises(Conflict):
        store.starts.save(job(1), start(2), None)
    with pytest.raises(Conflict):
        store.starts.save(job(2), start(2), 150)
    assert store.starts.counts("ann-id", DAY) == StartCounts(started=1)


def test_a_bound_of_zero_allows_none() -> None:
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        jobs = DynamoTranscriptionJobs(client, calls_table(client))
        entries = DynamoAuditEntries(client, people_table(client))
        counts = DynamoStartCounts(client, directory_table(client, "sockets"))
        none = DailyBounds(started=0, repeated=0)
        with pytest.raises(Conflict):
            DynamoStartedJobs(client, jobs, entries, counts, none).save(job(1), start(1), None)
