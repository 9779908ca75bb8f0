"""The S3 adapter's conditional requests, conflicts, checksums and multipart uploads."""

from __future__ import annotations

import base64
import hashlib
import io
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from botocore.stub import ANY, Stubber

from ringkeep.aws.recordings.archive import S3Archive
from ringkeep.domain.recordings import lifecycle
from ringkeep.domain.recordings.archive import PART_SIZE, Body, FoundAudio, sidecar_of
from ringkeep.errors import ConfigurationError, Conflict, ResourceMissing, StorageFailed
from tests.contract.many_objects import add_objects
from tests.contract.recordings.buckets import BUCKET, moto_bucket, s3_client
from tests.contract.recordings.test_archive import body, newer_call, stored_row
from tests.unit.domain.recordings.example_rows import NOW, pending, raw_call

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

KEY = "recordings/default/a1/2026/11/18/r1.wav"


@pytest.fixture
def client() -> Iterator[S3Client]:
    with moto_bucket() as client:
        yield client


@pytest.fixture
def stubbed() -> Iterator[tuple[S3Archive, Stubber]]:
    client = s3_client()
    with Stubber(client) as stubber:
        yield S3Archive(client, BUCKET), stubber


@pytest.fixture
def small(tmp_path: Path) -> Body:
    return body(tmp_path)


@pytest.fixture
def large(tmp_path: Path) -> Body:
    return body(tmp_path, b"z" * (PART_SIZE + 3))


def expect_parts(stubber: Stubber) -> None:
    """Expects a multipart upload of two successful parts."""
    stubber.add_response("create_multipart_upload", {"UploadId": "u1"})
    for number in (1, 2):
        stubber.add_response("upload_part", {"ETag": f"e{number}"})


def reject_completion(stubber: Stubber, code: str, status: int) -> None:
    stubber.add_client_error(
        "complete_multipart_upload", service_error_code=code, http_status_code=status
    )
    stubber.add_response("abort_multipart_upload", {})


def test_the_metadata_contains_the_ids_and_the_checksum(client: S3Client, small: Body) -> None:
    S3Archive(client, BUCKET).store(pending(recording_id='r"ä'), small)
    key = "recordings/default/a1/2026/11/18/r%22%C3%A4.wav"
    head = client.head_object(Bucket=BUCKET, Key=key)
    assert head["ContentType"] == "audio/wav"
    assert head["Metadata"]["recording-id"] == "r%22%C3%A4"
    assert head["Metadata"]["account-id"] == "a1"
    assert head["Metadata"]["sha256"] == small.digest.sha256


def test_audio_from_another_source_is_verified_by_reading_it(
    client: S3Client, tmp_path: Path
) -> None:
    client.put_object(Bucket=BUCKET, Key=KEY, Body=b"by hand", ContentType="audio/wav")
    archive = S3Archive(client, BUCKET)
    found = archive.find(pending())
    assert found == FoundAudio(object_key=KEY, size=7)
    fetched = archive.fetch(found, tmp_path / "copy")
    assert fetched.sha256 == hashlib.sha256(b"by hand").hexdigest()


def test_equal_bytes_without_metadata_are_a_conflict(client: S3Client, small: Body) -> None:
    client.put_object(Bucket=BUCKET, Key=KEY, Body=small.path.read_bytes())
    with pytest.raises(Conflict):
        S3Archive(client, BUCKET).store(pending(), small)


def test_a_copy_made_by_s3_is_verified_by_the_checksum_of_the_whole_object(
    client: S3Client, large: Body, tmp_path: Path
) -> None:
    archive = S3Archive(client, BUCKET)
    archive.store(pending(), large)
    whole = base64.b64encode(bytes.fromhex(large.digest.sha256)).decode()
    answer = client.get_object(Bucket=BUCKET, Key=KEY)
    client.put_object(
        Bucket=BUCKET,
        Key=KEY,
        Body=answer["Body"].read(),
        Metadata=answer["Metadata"],
        ChecksumAlgorithm="SHA256",
    )
    found = archive.find(pending())
    assert found is not None
    assert archive.fetch(found, tmp_path / "copy").s3_checksum == whole


def test_no_parts_remain_after_a_conflict(client: S3Client, small: Body, large: Body) -> None:
    archive = S3Archive(client, BUCKET)
    archive.store(pending(), small)
    with pytest.raises(Conflict):
        archive.store(pending(), large)
    assert "Uploads" not in client.list_multipart_uploads(Bucket=BUCKET)


def test_all_pages_of_a_bucket_are_listed(client: S3Client) -> None:
    add_objects(BUCKET, (f"recordings/s/a/2026/01/01/{number}.json" for number in range(1003)))
    assert len(list(S3Archive(client, BUCKET).recording_keys())) == 1003


def test_an_invalid_sidecar_is_replaced(client: S3Client) -> None:
    client.put_object(Bucket=BUCKET, Key=KEY.replace("wav", "json"), Body=b"{")
    archive = S3Archive(client, BUCKET)
    archive.write_sidecar(sidecar_of(stored_row(pending()), raw_call()))
    assert archive.read_sidecar(KEY.replace("wav", "json")).call_raw == raw_call()


def test_a_missing_bucket_is_a_missing_resource(client: S3Client) -> None:
    with pytest.raises(ResourceMissing):
        S3Archive(client, "another-bucket").find(pending())


def test_a_small_upload_is_repeated_after_a_race(
    stubbed: tuple[S3Archive, Stubber], small: Body
) -> None:
    archive, stubber = stubbed
    stubber.add_client_error("put_object", "ConditionalRequestConflict", http_status_code=409)
    stubber.add_response("put_object", {"ChecksumSHA256": small.digest.s3_checksum})
    assert not archive.store(pending(), small).adopted
    stubber.assert_no_pending_responses()


def test_a_large_upload_is_repeated_after_a_race(
    stubbed: tuple[S3Archive, Stubber], large: Body
) -> None:
    archive, stubber = stubbed
    expect_parts(stubber)
    reject_completion(stubber, "ConditionalRequestConflict", 409)
    expect_parts(stubber)
    stubber.add_response("complete_multipart_upload", {"ChecksumSHA256": large.digest.s3_checksum})
    archive.store(pending(), large)
    stubber.assert_no_pending_responses()


def test_an_upload_fails_after_repeated_races(
    stubbed: tuple[S3Archive, Stubber], small: Body
) -> None:
    archive, stubber = stubbed
    for _ in range(3):
        stubber.add_client_error("put_object", "ConditionalRequestConflict", http_status_code=409)
    with pytest.raises(StorageFailed):
        archive.store(pending(), small)
    stubber.assert_no_pending_responses()


def test_an_upload_with_another_checksum_fails(
    stubbed: tuple[S3Archive, Stubber], small: Body
) -> None:
    archive, stubber = stubbed
    stubber.add_response("put_object", {"ChecksumSHA256": "b3RoZXI="})
    with pytest.raises(StorageFailed, match="checksum"):
        archive.store(pending(), small)


def test_a_checksum_missing_in_the_response_is_read_from_the_object(
    stubbed: tuple[S3Archive, Stubber], small: Body
) -> None:
    archive, stubber = stubbed
    stubber.add_response("put_object", {})
    stubber.add_response("head_object", {"ChecksumSHA256": small.digest.s3_checksum})
    assert archive.store(pending(), small).s3_checksum == small.digest.s3_checksum


def test_an_upload_without_any_checksum_fails(
    stubbed: tuple[S3Archive, Stubber], small: Body
) -> None:
    archive, stubber = stubbed
    stubber.add_response("put_object", {})
    stubber.add_response("head_object", {})
    with pytest.raises(StorageFailed, match="checksum"):
        archive.store(pending(), small)


def test_a_failed_part_aborts_the_upload(stubbed: tuple[S3Archive, Stubber], large: Body) -> None:
    archive, stubber = stubbed
    stubber.add_response("create_multipart_upload", {"UploadId": "u1"})
    stubber.add_client_error("upload_part", "SlowDown", http_status_code=503)
    stubber.add_response("abort_multipart_upload", {})
    with pytest.raises(StorageFailed):
        archive.store(pending(), large)
    stubber.assert_no_pending_responses()


def test_an_upload_whose_completion_was_not_confirmed_is_adopted(
    stubbed: tuple[S3Archive, Stubber], large: Body
) -> None:
    archive, stubber = stubbed
    expect_parts(stubber)
    reject_completion(stubber, "NoSuchUpload", 404)
    stubber.add_response(
        "head_object",
        {
            "ContentLength": large.digest.size,
            "Metadata": {"sha256": large.digest.sha256},
            "ChecksumSHA256": large.digest.s3_checksum,
        },
    )
    assert archive.store(pending(), large).adopted


def test_both_kinds_of_upload_have_conditions_and_checksums(
    stubbed: tuple[S3Archive, Stubber], small: Body, large: Body
) -> None:
    archive, stubber = stubbed
    common = {"Bucket": BUCKET, "Key": KEY}
    described = {**common, "ContentType": "audio/wav", "Metadata": ANY}
    checksums = {"ChecksumAlgorithm": "SHA256", "ChecksumSHA256": small.digest.s3_checksum}
    stubber.add_response(
        "put_object",
        {"ChecksumSHA256": small.digest.s3_checksum},
        {**described, **checksums, "Body": ANY, "IfNoneMatch": "*"},
    )
    archive.store(pending(), small)
    stubber.add_response(
        "create_multipart_upload",
        {"UploadId": "u1"},
        {**described, "ChecksumAlgorithm": "SHA256"},
    )
    parts = []
    for number, checksum in enumerate(large.digest.part_checksums, start=1):
        sent = {"UploadId": "u1", "PartNumber": number, "Body": ANY, "ChecksumSHA256": checksum}
        stubber.add_response(
            "upload_part", {"ETag": "e"}, {**common, **sent, "ChecksumAlgorithm": "SHA256"}
        )
        parts.append({"PartNumber": number, "ETag": "e", "ChecksumSHA256": checksum})
    stubber.add_response(
        "complete_multipart_upload",
        {"ChecksumSHA256": large.digest.s3_checksum},
        {**common, "UploadId": "u1", "MultipartUpload": {"Parts": parts}, "IfNoneMatch": "*"},
    )
    archive.store(pending(), large)
    stubber.assert_no_pending_responses()


def test_bytes_that_do_not_match_s3s_checksum_are_rejected(
    stubbed: tuple[S3Archive, Stubber], tmp_path: Path
) -> None:
    archive, stubber = stubbed
    stubber.add_response(
        "get_object",
        {
            "Body": _Stream(b"RIFF audi"),
            "ContentLength": 9,
            "ContentType": "audio/wav",
            "Metadata": {},
            "ChecksumSHA256": "b3RoZXI=",
        },
    )
    with pytest.raises(StorageFailed, match="do not match its size or checksum"):
        archive.fetch(FoundAudio(object_key=KEY, size=9), tmp_path / "copy")


def test_a_sidecar_that_another_writer_changed_is_read_again(
    stubbed: tuple[S3Archive, Stubber],
) -> None:
    archive, stubber = stubbed
    theirs = sidecar_of(stored_row(pending()), newer_call())
    stubber.add_client_error("put_object", "PreconditionFailed", http_status_code=412)
    text = theirs.model_dump_json().encode()
    stubber.add_response("get_object", {"Body": _Stream(text), "ETag": "e1"})
    archive.write_sidecar(sidecar_of(stored_row(pending()), raw_call()))
    stubber.assert_no_pending_responses()


def test_a_sidecar_is_replaced_only_if_it_has_not_changed_since_the_read(
    stubbed: tuple[S3Archive, Stubber],
) -> None:
    archive, stubber = stubbed
    text = sidecar_of(stored_row(pending()), raw_call()).model_dump_json().encode()
    stubber.add_response("get_object", {"Body": _Stream(text), "ETag": "e1"})
    stubber.add_response(
        "put_object",
        {},
        {
            "Bucket": BUCKET,
            "Key": KEY.replace("wav", "json"),
            "Body": ANY,
            "ContentType": "application/json",
            "ChecksumAlgorithm": "SHA256",
            "IfMatch": "e1",
        },
    )
    written = sidecar_of(stored_row(pending()), newer_call()).model_dump_json().encode()
    stubber.add_response("get_object", {"Body": _Stream(written), "ETag": "e2"})
    assert archive.refresh_sidecar(stored_row(pending()), newer_call())
    stubber.assert_no_pending_responses()


@pytest.mark.parametrize(
    ("code", "status", "error"),
    [
        ("SlowDown", 503, StorageFailed),
        ("InternalError", 500, StorageFailed),
        ("AccessDenied", 403, ConfigurationError),
        ("NoSuchBucket", 404, ResourceMissing),
    ],
)
def test_s3s_errors_are_translated(
    stubbed: tuple[S3Archive, Stubber], code: str, status: int, error: type[Exception]
) -> None:
    archive, stubber = stubbed
    stubber.add_client_error("put_object", code, http_status_code=status)
    with pytest.raises(error):
        archive.write_decision(lifecycle.lost(pending(), "expired", NOW), None)


class _Stream(io.BytesIO):
    """The part of botocore's streaming body that the archive uses."""

    def iter_chunks(self, chunk_size: int) -> Iterator[bytes]:
        while chunk := self.read(chunk_size):
            yield chunk
