"""DynamoOfferJobs and its fake behave the same."""

from __future__ import annotations

from collections.abc import Iterator

import boto3
import pytest
from moto import mock_aws

from ringkeep.aws.access.offer_jobs import DynamoOfferJobs
from ringkeep.aws.access.people_table import DynamoAuditLog
from ringkeep.domain.access.audit import Actor, ActorKind, AuditEntry, ObjectRef, entry_id
from ringkeep.domain.recordings.offer_jobs import JobPlace, OfferJob, OfferJobState
from ringkeep.errors import Conflict, StoredDataInvalid
from ringkeep.usecases.access.ports import PeopleWrite
from ringkeep.usecases.recordings.ports import OfferJobs
from tests.contract.tables import people_table
from tests.fakes.recordings.offer_jobs import MemoryOfferJobs

NOW = 1_795_000_000.0
JOB = OfferJob(id="a" * 32, user_id="b" * 32, since=NOW - 86_400, created_at=NOW)


@pytest.fixture(params=["memory", "dynamodb"])
def jobs(request: pytest.FixtureRequest) -> Iterator[OfferJobs]:
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        name = people_table(client)
        yield MemoryOfferJobs() if request.param == "memory" else DynamoOfferJobs(client, name)


def test_a_job_is_open_until_it_is_done(jobs: OfferJobs) -> None:
    assert jobs.job(JOB.id) is None
    jobs.add(JOB)
    moved = JOB.moved(JobPlace("main", "2026-11-18", "1795000000.000#a1#r1"), 3).stamped(NOW + 1)
    jobs.save(moved)
    assert jobs.open_jobs() == [moved]
    done = moved.closed(OfferJobState.DONE).stamped(NOW + 2)
    jobs.save(done)
    assert jobs.open_jobs() == []
    assert jobs.job(JOB.id) == done


def test_only_the_next_version_is_written(jobs: OfferJobs) -> None:
    jobs.add(JOB)
    jobs.save(JOB.stamped(NOW))
    with pytest.raises(Conflict):
        jobs.save(JOB.stamped(NOW))
    with pytest.raises(Conflict):
        jobs.add(JOB)


def test_the_oldest_job_comes_first(jobs: OfferJobs) -> None:
    older = JOB.model_copy(update={"id": "c" * 32, "created_at": NOW - 5})
    jobs.add(JOB)
    jobs.add(older)
    assert jobs.open_jobs() == [older, JOB]


@mock_aws
def test_a_job_is_written_together_with_its_audit_entry() -> None:
    client = boto3.client("dynamodb", region_name="us-east-1")
    name = people_table(client)
    entry = AuditEntry(
        id=entry_id(NOW, b"12345678"),
        at=NOW,
        actor=Actor(kind=ActorKind.COMMAND_LINE),
        action="users.import_excluded",
        object=ObjectRef(kind="user", id=JOB.user_id),
    )
    jobs = DynamoOfferJobs(client, name)
    jobs.add(JOB, PeopleWrite(audit=(entry,)))
    assert list(DynamoAuditLog(client, name).by_time(NOW - 1, NOW + 1)) == [entry]


@mock_aws
def test_a_stored_job_that_is_none_says_so() -> None:
    client = boto3.client("dynamodb", region_name="us-east-1")
    name = people_table(client)
    client.put_item(TableName=name, Item={"pk": {"S": f"offer_job#{JOB.id}"}, "sk": {"S": "job"}})
    with pytest.raises(StoredDataInvalid):
        DynamoOfferJobs(client, name).job(JOB.id)


@mock_aws
def test_only_a_finished_job_expires() -> None:
    client = boto3.client("dynamodb", region_name="us-east-1")
    name = people_table(client)
    jobs, key = (
        DynamoOfferJobs(client, name),
        {"pk": {"S": f"offer_job#{JOB.id}"}, "sk": {"S": "job"}},
    )
    jobs.add(JOB)
    assert "ttl" not in client.get_item(TableName=name, Key=key)["Item"]
    jobs.save(JOB.closed(OfferJobState.DONE).stamped(NOW))
    expires = client.get_item(TableName=name, Key=key)["Item"]["ttl"]
    assert expires == {"N": str(int(NOW + 90 * 86_400))}
