"""The console's bucket is emptied, so that CloudFormation can delete it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import boto3
import pytest
from botocore.stub import Stubber
from moto import mock_aws

from ringkeep.aws.console.bucket import empty_bucket
from ringkeep.errors import ResourceMissing, StorageFailed
from tests.contract.many_objects import add_objects

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


@pytest.fixture
def s3() -> Iterator[S3Client]:
    with mock_aws():
        client = boto3.client("s3", region_name="us-east-1")
        client.create_bucket(Bucket="console")
        yield client


def fill(client: S3Client, count: int) -> None:
    for number in range(count):
        client.put_object(Bucket="console", Key=f"assets/{number}.js", Body=b"1")


def test_an_emptied_bucket_can_be_deleted(s3: S3Client) -> None:
    fill(s3, 3)
    assert empty_bucket(s3, "console") == 3
    s3.delete_bucket(Bucket="console")


def test_more_files_than_one_page_are_deleted(s3: S3Client) -> None:
    add_objects("console", (f"assets/{number}.js" for number in range(1001)))
    assert empty_bucket(s3, "console") == 1001
    assert "Contents" not in s3.list_objects_v2(Bucket="console")


def test_versions_delete_markers_and_unfinished_uploads_are_deleted(s3: S3Client) -> None:
    s3.put_bucket_versioning(Bucket="console", VersioningConfiguration={"Status": "Enabled"})
    fill(s3, 2)
    fill(s3, 2)
    s3.delete_object(Bucket="console", Key="assets/0.js")
    s3.create_multipart_upload(Bucket="console", Key="large")
    assert empty_bucket(s3, "console") == 5
    assert "Uploads" not in s3.list_multipart_uploads(Bucket="console")
    s3.delete_bucket(Bucket="console")


def test_an_empty_bucket_stays_empty(s3: S3Client) -> None:
    assert empty_bucket(s3, "console") == 0


def test_a_missing_bucket_is_reported(s3: S3Client) -> None:
    with pytest.raises(ResourceMissing):
        empty_bucket(s3, "nowhere")


def test_a_file_that_cannot_be_deleted_is_reported() -> None:
    client = boto3.client("s3", region_name="us-east-1")
    with Stubber(client) as stubber:
        version = {"Key": "index.html", "VersionId": "null"}
        stubber.add_response("list_object_versions", {"Versions": [version]})
        problem = {"Key": "index.html", "Code": "AccessDenied", "Message": "Access Denied"}
        stubber.add_response("delete_objects", {"Errors": [problem]})
        with pytest.raises(StorageFailed, match=r"index\.html .* console: AccessDenied"):
            empty_bucket(client, "console")
