"""Signed addresses: their host, what they are bound to, and when they end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

import boto3
import pytest
from moto import mock_aws

from ringkeep.aws.recordings.media import SIGNING, S3Media
from ringkeep.domain.recordings.plays import SignedUrl, StoredFile

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

BUCKET = "ringkeep-recordings-1x2y"
KEY = "recordings/main/809646016/2026/11/26/7602%3A1.mp3"
FILE = StoredFile(object_key=KEY, version="v-1", content_type="audio/mpeg")


def client_of(region: str, endpoint: str | None = None) -> S3Client:
    client: S3Client = boto3.client(
        "s3",
        region_name=region,
        endpoint_url=endpoint,
        aws_access_key_id="AKIDEXAMPLE",
        aws_secret_access_key="secret",
        aws_session_token="session-token",
        config=SIGNING,
    )
    return client


def query_of(url: str) -> Mapping[str, str]:
    return dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))


@pytest.mark.parametrize("region", ["us-east-1", "eu-central-1", "ap-southeast-2"])
def test_the_address_has_the_regional_host_of_the_bucket(region: str) -> None:
    """The console's content security policy names exactly this host."""
    url = urlsplit(S3Media(client_of(region), BUCKET).signed_url(FILE, "inline", 300))
    assert (url.scheme, url.netloc) == ("https", f"{BUCKET}.s3.{region}.amazonaws.com")
    assert url.path == "/recordings/main/809646016/2026/11/26/7602%253A1.mp3"


def test_on_the_laptop_the_bucket_stands_in_the_path() -> None:
    client = client_of("us-east-1", "http://127.0.0.1:4566")
    url = urlsplit(S3Media(client, BUCKET).signed_url(FILE, "inline", 300))
    assert url.netloc == "127.0.0.1:4566"
    assert url.path.startswith(f"/{BUCKET}/recordings/")


def test_the_address_is_bound_to_version_type_name_and_time() -> None:
    url = S3Media(client_of("us-east-1"), BUCKET).signed_url(FILE, 'attachment; filename="a"', 300)
    query = query_of(url)
    assert query["X-Amz-Algorithm"] == "AWS4-HMAC-SHA256"
    assert query["X-Amz-Expires"] == "300"
    assert query["versionId"] == "v-1"
    assert query["response-content-type"] == "audio/mpeg"
    assert query["response-content-disposition"] == 'attachment; filename="a"'
    assert query["X-Amz-Security-Token"] == "session-token"
    assert query["X-Amz-SignedHeaders"] == "host"


@pytest.mark.parametrize(
    "changed",
    [
        {"object_key": KEY.replace("7602", "7603")},
        {"version": "v-2"},
        {"content_type": "text/html"},
    ],
)
def test_another_file_version_or_type_has_another_signature(changed: Mapping[str, str]) -> None:
    """The signature covers the path and the whole query, so S3 refuses an address that was changed."""
    media = S3Media(client_of("us-east-1"), BUCKET)
    other = media.signed_url(FILE.model_copy(update=dict(changed)), "inline", 300)
    own = media.signed_url(FILE, "inline", 300)
    assert query_of(own)["X-Amz-Signature"] != query_of(other)["X-Amz-Signature"]


def test_a_signed_address_is_in_no_text_of_its_model() -> None:
    signed = SignedUrl(url="https://host/?X-Amz-Signature=abc", expires_at=1.0)
    assert "Signature" not in f"{signed!r} {signed}"


@pytest.fixture
def bucket() -> Iterator[S3Client]:
    with mock_aws():
        client = client_of("us-east-1")
        client.create_bucket(Bucket=BUCKET)
        client.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
        yield client


def test_the_present_version_is_signed_and_a_deleted_object_has_none(bucket: S3Client) -> None:
    media = S3Media(bucket, BUCKET)
    assert media.version(KEY) is None
    first = bucket.put_object(Bucket=BUCKET, Key=KEY, Body=b"1")["VersionId"]
    second = bucket.put_object(Bucket=BUCKET, Key=KEY, Body=b"2")["VersionId"]
    assert first != second
    assert media.version(KEY) == second
    bucket.delete_object(Bucket=BUCKET, Key=KEY)
    assert media.version(KEY) is None
