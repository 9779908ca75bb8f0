"""Imports of users in the table and in the bucket, and their fakes, behave the same."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import boto3
import pytest
from moto import mock_aws

from ringkeep.aws.access.import_files import S3ImportFiles
from ringkeep.aws.access.import_jobs import DynamoImportJobs
from ringkeep.aws.access.people_table import DynamoAuditLog, DynamoPeople
from ringkeep.aws.leases import DynamoLeases
from ringkeep.domain.access.audit import Actor, ActorKind, AuditEntry, ObjectRef, entry_id
from ringkeep.domain.access.user_imports import (
    ImportJob,
    ImportPerson,
    ImportState,
    LineError,
    LineOutcome,
    LineResult,
)
from ringkeep.errors import Busy, Conflict, ResourceMissing
from ringkeep.usecases.access.imports.ports import ImportFiles, ImportJobs, ResultPart
from tests.contract.tables import people_table
from tests.fakes.access.user_imports import MemoryImportFiles, MemoryImportJobs
from tests.fakes.clock import FakeClock

NOW = 1_795_000_000.0


class Stores(Protocol):
    @property
    def jobs(self) -> ImportJobs: ...

    @property
    def files(self) -> ImportFiles: ...


class _Fake:
    def __init__(self) -> None:
        self.jobs = MemoryImportJobs()
        self.files = MemoryImportFiles()


class _Aws:
    def __init__(self) -> None:
        dynamodb = boto3.client("dynamodb", region_name="us-east-1")
        s3 = boto3.client("s3", region_name="us-east-1")
        s3.create_bucket(Bucket="files")
        self.jobs = DynamoImportJobs(dynamodb, people_table(dynamodb))
        self.files = S3ImportFiles(s3, "files")


@pytest.fixture(params=["fake", "aws"])
def stores(request: pytest.FixtureRequest) -> Iterator[Stores]:
    if request.param == "fake":
        yield _Fake()
        return
    with mock_aws():
        yield _Aws()


def job(number: int, **fields: object) -> ImportJob:
    new = ImportJob(
        id=entry_id(NOW + number, number.to_bytes(8)),
        file_name="users.csv",
        uploaded_by=ImportPerson(name="ada"),
        uploaded_at=NOW + number,
    )
    return new.model_copy(update=fields)


def results(*lines: int) -> tuple[LineResult, ...]:
    error = LineError(code="email_taken", field="email", detail="Use a different one.")
    return tuple(
        LineResult(line=n, email="x@example.com", result=LineOutcome.REFUSED, errors=(error,))
        for n in lines
    )


def test_a_job_is_read_as_it_was_written(stores: Stores) -> None:
    assert stores.jobs.get("none") is None
    assert stores.jobs.get("") is None
    stores.jobs.put(job(1, invite=True))
    assert stores.jobs.get(job(1).id) == job(1, invite=True)


def test_a_job_is_replaced_only_in_the_version_that_was_read(stores: Stores) -> None:
    stores.jobs.put(job(1))
    with pytest.raises(Conflict):
        stores.jobs.put(job(1))
    stores.jobs.put(job(1).tried())
    with pytest.raises(Conflict):
        stores.jobs.put(job(1).tried())
    with pytest.raises(Conflict):
        stores.jobs.put(job(2, version=3))


def test_jobs_are_listed_the_newest_first(stores: Stores) -> None:
    for number in (2, 1, 3):
        stores.jobs.put(job(number))
    assert [each.id for each in stores.jobs.newest("", 2)] == [job(3).id, job(2).id]
    assert [each.id for each in stores.jobs.newest(job(2).id, 2)] == [job(1).id]
    assert stores.jobs.newest(job(1).id, 2) == []


def test_only_jobs_with_work_left_are_open(stores: Stores) -> None:
    for number in (2, 1, 3):
        stores.jobs.put(job(number))
    stores.jobs.put(job(3, state=ImportState.READY, version=2))
    stores.jobs.put(job(1).cancelled(NOW))
    assert [each.id for each in stores.jobs.open()] == [job(2).id]
    stores.jobs.put(job(3, state=ImportState.WRITING, version=3))
    assert [each.id for each in stores.jobs.open()] == [job(2).id, job(3).id]


def test_results_are_written_with_the_job_or_not_at_all(stores: Stores) -> None:
    stores.jobs.put(job(1))
    part = ResultPart(0, results(2, 3))
    stores.jobs.put(job(1).tried(), part)
    with pytest.raises(Conflict):
        stores.jobs.put(job(1).tried(), ResultPart(0, results(9)))
    stores.jobs.put(job(1).tried().tried(), ResultPart(1000, results(4)))
    stores.jobs.put(job(1).tried().tried().tried(), ResultPart(2, results(5)))
    found = list(stores.jobs.results(job(1).id, 0))
    assert found == [part, ResultPart(2, results(5)), ResultPart(1000, results(4))]
    assert list(stores.jobs.results(job(1).id, 3)) == [ResultPart(1000, results(4))]
    assert list(stores.jobs.results(job(2).id, 0)) == []


def test_documents_are_kept_by_import_and_name(stores: Stores) -> None:
    stores.files.put("1", "users.csv", b"\xff\x00")
    stores.files.put("2", "a/plan.json", b"{}")
    stores.files.put("2", "a/plan.json", b"[]")
    assert stores.files.get("1", "users.csv") == b"\xff\x00"
    assert stores.files.get("2", "a/plan.json") == b"[]"
    assert stores.files.get("2", "users.csv") is None


@mock_aws
def test_the_audit_entry_is_written_with_the_job() -> None:
    client = boto3.client("dynamodb", region_name="us-east-1")
    table = people_table(client)
    jobs, log = DynamoImportJobs(client, table), DynamoAuditLog(client, table)
    jobs.put(job(1))
    entry = AuditEntry(
        id=entry_id(NOW, b"12345678"),
        at=NOW,
        actor=Actor(kind=ActorKind.COMMAND_LINE),
        action="users.import",
        object=ObjectRef(kind="user_import", id=job(1).id),
    )
    with pytest.raises(Conflict):
        jobs.put(job(1), audit=entry)
    assert list(log.by_time(NOW, NOW)) == []
    jobs.put(job(1).tried(), audit=entry)
    assert list(log.by_time(NOW, NOW)) == [entry]


@mock_aws
def test_imports_are_no_users_and_share_the_table_with_leases() -> None:
    client = boto3.client("dynamodb", region_name="us-east-1")
    table = people_table(client)
    DynamoImportJobs(client, table).put(job(1))
    assert DynamoPeople(client, table).users("", 10) == []
    leases = DynamoLeases(client, table, FakeClock())
    with leases.hold("user-import#1", 60), pytest.raises(Busy), leases.hold("user-import#1", 60):
        pytest.fail("the lease was held twice")


@mock_aws
def test_missing_resources_are_named() -> None:
    files = S3ImportFiles(boto3.client("s3", region_name="us-east-1"), "missing")
    with pytest.raises(ResourceMissing, match="bucket missing"):
        files.get("1", "users.csv")
    with pytest.raises(ResourceMissing, match="bucket missing"):
        files.put("1", "users.csv", b"")
    client = boto3.client("dynamodb", region_name="us-east-1")
    with pytest.raises(ResourceMissing, match="table missing"):
        DynamoImportJobs(client, "missing").get("1")


@mock_aws
def test_imports_and_their_results_which_have_addresses_expire() -> None:
    client = boto3.client("dynamodb", region_name="us-east-1")
    table = people_table(client)
    result = LineResult(line=2, email="ann@example.com", result=LineOutcome.ADDED)
    DynamoImportJobs(client, table).put(job(1), ResultPart(0, (result,)))
    items = client.scan(TableName=table)["Items"]
    kept = {each["pk"]["S"].partition("#")[0]: each.get("ttl") for each in items}
    after_400_days = {"N": str(int(NOW + 1 + 400 * 86_400))}
    assert (kept["user_imports"], kept["user_import"]) == (after_400_days, after_400_days)
