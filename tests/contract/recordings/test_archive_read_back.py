"""A sidecar is read back before anything says that the recording is stored; a record that was set
aside is kept as it came, and inert."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from ringkeep.aws.recordings.archive import S3Archive
from ringkeep.domain.recordings.archive import sidecar_of
from ringkeep.errors import StorageFailed
from tests.contract.recordings.buckets import BUCKET, moto_bucket
from tests.contract.recordings.test_archive import newer_call, stored_row
from tests.unit.domain.recordings.example_rows import pending, raw_call

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


@pytest.fixture
def client() -> Iterator[S3Client]:
    with moto_bucket() as client:
        yield client


def spoil(client: S3Client, content: bytes) -> None:
    """Makes S3 store other bytes than those of the request."""

    def replace(params: dict[str, Any], **_: object) -> None:
        params["Body"] = content

    client.meta.events.register_first("provide-client-params.s3.PutObject", replace)


@pytest.mark.parametrize("content", [b"", b"{}", b"not JSON"])
def test_a_sidecar_that_cannot_be_read_back_is_not_stored(client: S3Client, content: bytes) -> None:
    archive, sidecar = S3Archive(client, BUCKET), sidecar_of(stored_row(pending()), raw_call())
    spoil(client, content)
    with pytest.raises(StorageFailed, match="read back"):
        archive.write_sidecar(sidecar)


def test_another_sidecar_than_the_written_one_is_noticed(client: S3Client) -> None:
    archive, row = S3Archive(client, BUCKET), stored_row(pending())
    other = sidecar_of(row, raw_call()).model_copy(update={"observations": ("silent",)})
    spoil(client, other.model_dump_json().encode())
    with pytest.raises(StorageFailed, match="is not the sidecar"):
        archive.write_sidecar(sidecar_of(row, raw_call()))


def test_a_refreshed_sidecar_is_read_back(client: S3Client) -> None:
    archive, row = S3Archive(client, BUCKET), stored_row(pending())
    archive.write_sidecar(sidecar_of(row, raw_call()))
    spoil(client, b"{")
    with pytest.raises(StorageFailed, match="read back"):
        archive.refresh_sidecar(row, newer_call())


def test_a_newer_sidecar_of_another_writer_is_as_good(client: S3Client) -> None:
    archive, row = S3Archive(client, BUCKET), stored_row(pending())
    newer = sidecar_of(row, newer_call())
    spoil(client, newer.model_dump_json().encode())
    archive.write_sidecar(sidecar_of(row, raw_call()))


def test_a_record_that_is_set_aside_is_kept_as_it_came_and_inert(client: S3Client) -> None:
    record = raw_call(id="c" * 3000, note="<script>")
    assert S3Archive(client, BUCKET).set_aside(pending().account, record, "unreadable")
    (entry,) = client.list_objects_v2(Bucket=BUCKET, Prefix="set-aside/default/a1/")["Contents"]
    answer = client.get_object(Bucket=BUCKET, Key=entry["Key"])
    assert json.loads(answer["Body"].read()) == record
    assert answer["ContentType"] == "application/octet-stream"
    assert answer["ContentDisposition"] == "attachment"
    assert answer["Metadata"] == {"reason": "unreadable"}
