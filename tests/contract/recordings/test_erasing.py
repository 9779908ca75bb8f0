"""What an erasure deletes in S3 and DynamoDB, against moto: every version, nothing else or protected."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import boto3
import pytest
from moto import mock_aws

from ringkeep.aws.recordings.calls_table import DynamoCallsTable
from ringkeep.aws.recordings.erasable_objects import S3ErasableObjects
from ringkeep.aws.recordings.forgotten_calls import DynamoForgottenCalls
from ringkeep.aws.transcripts.job_records import DynamoTranscriptionRecords
from ringkeep.aws.transcripts.jobs_table import DynamoTranscriptionJobs
from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.recordings.calls import parse_call
from ringkeep.domain.recordings.erasing import erasing
from ringkeep.domain.recordings.erasures import Erasure
from ringkeep.domain.recordings.recordings import RecordingState
from ringkeep.errors import ErasureRefused
from ringkeep.usecases.recordings.erase_recording import ErasableObjects
from tests.contract.many_objects import add_objects
from tests.contract.recordings.buckets import s3_client
from tests.contract.tables import calls_table
from tests.fakes.clock import FakeClock
from tests.fakes.recordings.erasing import MemoryErasableObjects
from tests.unit.domain.recordings.example_rows import NOW, pending, raw_call
from tests.unit.usecases.transcripts.setup import Transcribing

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_s3 import S3Client

BUCKET = "locked-recordings"
AUDIO = "recordings/main/a1/2026/11/18/r1.mp3"
SIDECAR = "recordings/main/a1/2026/11/18/r1.json"
OTHER = "recordings/main/a1/2026/11/18/r10.mp3"
BEGINNING = "recordings/main/a1/2026/11/18/r1."
ACCOUNT = AccountRef("default", "a1")


@pytest.fixture
def s3() -> Iterator[S3Client]:
    with mock_aws():
        client = s3_client()
        client.create_bucket(Bucket=BUCKET, ObjectLockEnabledForBucket=True)
        yield client


@pytest.fixture
def dynamodb() -> Iterator[DynamoDBClient]:
    with mock_aws():
        client: DynamoDBClient = boto3.client("dynamodb", region_name="us-east-1")
        calls_table(client)
        yield client


def put(client: S3Client, *keys: str) -> None:
    for key in keys:
        client.put_object(Bucket=BUCKET, Key=key, Body=b"content")


def erasable(client: S3Client) -> S3ErasableObjects:
    return S3ErasableObjects(client, BUCKET, FakeClock(NOW))


def left(client: S3Client) -> list[str]:
    page = client.list_object_versions(Bucket=BUCKET)
    found = [*page.get("Versions", []), *page.get("DeleteMarkers", [])]
    return [str(each["Key"]) for each in found]


def test_all_versions_and_delete_markers_go_and_others_stay(s3: S3Client) -> None:
    put(s3, AUDIO, SIDECAR, SIDECAR, OTHER)
    s3.delete_object(Bucket=BUCKET, Key=AUDIO)
    assert erasable(s3).delete([BEGINNING]) == 4
    assert left(s3) == [OTHER]
    assert erasable(s3).delete([BEGINNING]) == 0


def test_earlier_versions_go_and_the_present_one_stays(s3: S3Client) -> None:
    put(s3, SIDECAR, SIDECAR, SIDECAR, f"{SIDECAR}x")
    assert erasable(s3).delete_earlier(SIDECAR) == 2
    assert sorted(left(s3)) == [SIDECAR, f"{SIDECAR}x"]


def test_more_than_a_thousand_versions_go(s3: S3Client) -> None:
    add_objects(BUCKET, [SIDECAR] * 1_005)
    assert erasable(s3).delete([BEGINNING]) == 1_005
    assert left(s3) == []


@pytest.mark.parametrize("objects", ["fake", "s3"])
def test_nothing_is_protected_without_a_hold(s3: S3Client, objects: str) -> None:
    put(s3, AUDIO)
    port: ErasableObjects = erasable(s3) if objects == "s3" else MemoryErasableObjects({AUDIO: b""})
    assert port.protected([BEGINNING]) is None


def test_a_legal_hold_is_seen_on_any_version(s3: S3Client) -> None:
    put(s3, SIDECAR, AUDIO)
    s3.put_object_legal_hold(Bucket=BUCKET, Key=AUDIO, LegalHold={"Status": "ON"})
    put(s3, AUDIO)
    found = erasable(s3).protected([BEGINNING])
    assert found is not None
    assert (found.key, found.until) == (AUDIO, None)


@pytest.mark.parametrize(("year", "protected"), [(2030, True), (2020, False)])
def test_a_retention_protects_until_it_ends(s3: S3Client, year: int, protected: bool) -> None:
    until = datetime(year, 1, 1, tzinfo=UTC)
    s3.put_object(
        Bucket=BUCKET,
        Key=AUDIO,
        Body=b"content",
        ObjectLockMode="GOVERNANCE",
        ObjectLockRetainUntilDate=until,
    )
    found = erasable(s3).protected([BEGINNING])
    assert (found.until if found else None) == (until.timestamp() if protected else None)


def test_what_s3_does_not_delete_is_told_with_its_key(s3: S3Client) -> None:
    put(s3, AUDIO)
    refused = [{"Key": AUDIO, "Code": "AccessDenied", "Message": "no"}]
    events = s3.meta.events
    events.register(
        "after-call.s3.DeleteObjects", lambda parsed, **_: parsed.update(Errors=refused)
    )
    with pytest.raises(ErasureRefused, match=rf"{AUDIO} \(AccessDenied\)"):
        erasable(s3).delete([BEGINNING])


def test_a_forgotten_call_says_nothing_and_counts_as_known(dynamodb: DynamoDBClient) -> None:
    table = DynamoCallsTable(dynamodb, "calls")
    call = parse_call(raw_call(**{"from": {"name": "Alex Doe", "phoneNumber": "+15550100"}}))
    table.put_call(ACCOUNT, call)
    forgotten = DynamoForgottenCalls(dynamodb, "calls")
    forgotten.forget(ACCOUNT, call.id)
    forgotten.forget(ACCOUNT, "unknown")
    assert table.call_raw(ACCOUNT, call.id) is None
    assert table.call_versions(ACCOUNT, [call.id]) == {call.id: call.version}
    assert not table.put_call(ACCOUNT, call)
    assert "5550100" not in str(dynamodb.scan(TableName="calls")["Items"])


def test_the_jobs_of_a_recording_go_and_those_of_others_stay(dynamodb: DynamoDBClient) -> None:
    jobs = DynamoTranscriptionJobs(dynamodb, "calls")
    made = [
        Transcribing().request(row.model_copy(update={"recording_id": name})).job
        for name in ("r1", "r10")
        for row in [Transcribing().stored()]
    ]
    for job in made:
        jobs.save(job.model_copy(update={"version": 0}))
    records = DynamoTranscriptionRecords(dynamodb, "calls")
    assert [job.name for job in records.jobs(made[0].key)] == [made[0].name]
    records.forget(made[0].key)
    records.forget(made[0].key)
    assert records.jobs(made[0].key) == []
    assert len(records.jobs(made[1].key)) == 1
    assert jobs.spent("default", made[0].month) > 0


def test_the_row_of_an_erased_recording_is_read_as_it_was_written(
    dynamodb: DynamoDBClient,
) -> None:
    table = DynamoCallsTable(dynamodb, "calls")
    row = erasing(pending(), Erasure(at=NOW, by="someone", reason="why"))
    written = table.put_recording(row)
    assert table.recording(row.key) == written
    assert written.state is RecordingState.ERASED
    assert table.expiring(ACCOUNT, NOW * 2, 10) == []
