"""Each audit entry has one object in the audit bucket, which no later delivery changes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, cast

import boto3
import pytest
from botocore.config import Config
from botocore.stub import ANY, Stubber
from moto import mock_aws

from ringkeep.aws.access.audit_copies import AuditCopies, copy_key
from ringkeep.domain.json import JsonObject
from ringkeep.errors import ConfigurationError, Conflict, ResourceMissing, RingkeepError, Throttled

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

ID: Final = "1795680001000-0123456789abcde1"
KEY: Final = f"2026-11/26/{ID}.json"


@pytest.fixture
def s3() -> Iterator[S3Client]:
    with mock_aws():
        client = boto3.client("s3", region_name="us-east-1")
        client.create_bucket(Bucket="audit")
        client.put_bucket_versioning(Bucket="audit", VersioningConfiguration={"Status": "Enabled"})
        yield client


def content(s3: S3Client) -> object:
    return json.loads(s3.get_object(Bucket="audit", Key=KEY)["Body"].read())


def test_the_key_has_month_and_day_in_utc_and_the_id() -> None:
    assert copy_key(ID) == KEY
    assert copy_key("1798761599999-0123456789abcdef").startswith("2026-12/31/")


def test_an_entry_is_kept_as_it_is_in_any_script(s3: S3Client) -> None:
    entry: JsonObject = {
        "name": "Zoë Müller",
        "at": 1795680001.5,
        "before": {},
        "after": {"team": "日本"},
    }
    assert AuditCopies(s3, "audit").keep(ID, entry)
    assert content(s3) == entry
    assert s3.head_object(Bucket="audit", Key=KEY)["ContentType"] == "application/json"


def test_a_second_copy_changes_nothing_even_if_it_differs(s3: S3Client) -> None:
    copies = AuditCopies(s3, "audit")
    assert copies.keep(ID, {"name": "first"})
    assert not copies.keep(ID, {"name": "second"})
    assert content(s3) == {"name": "first"}
    assert len(s3.list_object_versions(Bucket="audit")["Versions"]) == 1


@pytest.fixture
def answers() -> Iterator[Stubber]:
    config = Config(region_name="us-east-1", retries={"total_max_attempts": 1})
    with Stubber(boto3.client("s3", config=config)) as stubber:
        yield stubber


def test_the_object_is_written_only_if_there_is_none(answers: Stubber) -> None:
    expected = {
        "Bucket": "audit",
        "Key": KEY,
        "Body": b'{"a": 1}',
        "ContentType": "application/json",
        "ChecksumAlgorithm": "SHA256",
        "IfNoneMatch": "*",
    }
    answers.add_response("put_object", {}, expected)
    assert AuditCopies(cast("S3Client", answers.client), "audit").keep(ID, {"a": 1})


@pytest.mark.parametrize(
    ("code", "status", "error"),
    [
        ("ConditionalRequestConflict", 409, Conflict),
        ("SlowDown", 503, Throttled),
        ("AccessDenied", 403, ConfigurationError),
        ("NoSuchBucket", 404, ResourceMissing),
    ],
)
def test_any_other_refusal_is_an_error_so_that_the_entry_is_delivered_again(
    answers: Stubber, code: str, status: int, error: type[RingkeepError]
) -> None:
    answers.add_client_error("put_object", code, "no", status, expected_params=_any_put())
    with pytest.raises(error, match="bucket audit"):
        AuditCopies(cast("S3Client", answers.client), "audit").keep(ID, {"a": 1})


def _any_put() -> dict[str, object]:
    return dict.fromkeys(
        ("Bucket", "Key", "Body", "ContentType", "ChecksumAlgorithm", "IfNoneMatch"), ANY
    )
