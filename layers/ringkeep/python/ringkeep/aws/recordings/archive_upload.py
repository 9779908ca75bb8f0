"""Uploads a file to S3 and verifies that S3 has exactly its bytes.

The digests were computed during the download. So S3 also refuses bytes that changed on the disk.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from ringkeep.aws.recordings.archive_errors import ConcurrentWrite, s3_translated
from ringkeep.domain.recordings.archive import Body
from ringkeep.domain.recordings.bodies import INERT
from ringkeep.errors import RingkeepError, StorageFailed

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import CompletedPartTypeDef

_TRIES = 3


class Uploader:
    """Uploads a small file with one request, and a larger one as a multipart upload. Only one part is
    in memory at a time."""

    def __init__(self, client: S3Client, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def upload(self, key: str, body: Body, metadata: Mapping[str, str], *, exclusive: bool) -> str:
        """Uploads the file and returns S3's checksum, which equals the file's. With `exclusive`, the
        object must not exist yet.

        Raises ObjectExists, ObjectMissing (the multipart upload no longer exists) and StorageFailed.
        """
        for _ in range(_TRIES):
            try:
                checksum = self._upload_once(key, body, metadata, exclusive=exclusive)
            except ConcurrentWrite:
                continue
            return _verified(checksum or self._stored_checksum(key), body, key)
        raise StorageFailed(f"other writers wrote the object {key} during each of {_TRIES} tries")

    def _upload_once(
        self, key: str, body: Body, metadata: Mapping[str, str], *, exclusive: bool
    ) -> str:
        if len(body.digest.part_checksums) == 1:
            return self._put(key, body, metadata, exclusive=exclusive)
        return self._put_parts(key, body, metadata, exclusive=exclusive)

    def _put(self, key: str, body: Body, metadata: Mapping[str, str], *, exclusive: bool) -> str:
        with s3_translated(f"object {key}"), body.path.open("rb") as file:
            answer = self._client.put_object(
                Bucket=self._bucket,
                Key=key,
                Body=file,
                **_headers(body),  # type: ignore[arg-type] # the stubs do not type a spread mapping
                Metadata=metadata,
                ChecksumAlgorithm="SHA256",
                ChecksumSHA256=body.digest.s3_checksum,
                **({"IfNoneMatch": "*"} if exclusive else {}),  # type: ignore[arg-type] # spread
            )
        return answer.get("ChecksumSHA256", "")

    def _put_parts(
        self, key: str, body: Body, metadata: Mapping[str, str], *, exclusive: bool
    ) -> str:
        with self._upload_id(key, body, metadata) as upload_id:
            parts = [
                self._put_part(key, upload_id, number, chunk, checksum)
                for number, (chunk, checksum) in enumerate(_parts(body), start=1)
            ]
            with s3_translated(f"object {key}"):
                answer = self._client.complete_multipart_upload(
                    Bucket=self._bucket,
                    Key=key,
                    UploadId=upload_id,
                    MultipartUpload={"Parts": parts},
                    **({"IfNoneMatch": "*"} if exclusive else {}),  # type: ignore[arg-type] # spread
                )
        return answer.get("ChecksumSHA256", "")

    def _stored_checksum(self, key: str) -> str:
        """Reads the object's checksum, for S3-compatible services that do not return it on upload."""
        with s3_translated(f"object {key}"):
            head = self._client.head_object(Bucket=self._bucket, Key=key, ChecksumMode="ENABLED")
        return head.get("ChecksumSHA256", "")

    @contextmanager
    def _upload_id(self, key: str, body: Body, metadata: Mapping[str, str]) -> Iterator[str]:
        """Creates a multipart upload, and aborts it after any error, since its parts would be billed
        indefinitely."""
        with s3_translated(f"object {key}"):
            answer = self._client.create_multipart_upload(
                Bucket=self._bucket,
                Key=key,
                **_headers(body),  # type: ignore[arg-type] # the stubs do not type a spread mapping
                Metadata=metadata,
                ChecksumAlgorithm="SHA256",  # composite: S3 has no other type for SHA-256 in parts
            )
        upload_id = answer["UploadId"]
        try:
            yield upload_id
        except BaseException:
            self._abort(key, upload_id)
            raise

    def _abort(self, key: str, upload_id: str) -> None:
        with suppress(RingkeepError), s3_translated(f"object {key}"):
            self._client.abort_multipart_upload(Bucket=self._bucket, Key=key, UploadId=upload_id)

    def _put_part(
        self, key: str, upload_id: str, number: int, chunk: bytes, checksum: str
    ) -> CompletedPartTypeDef:
        with s3_translated(f"object {key}"):
            answer = self._client.upload_part(
                Bucket=self._bucket,
                Key=key,
                UploadId=upload_id,
                PartNumber=number,
                Body=chunk,
                ChecksumAlgorithm="SHA256",
                ChecksumSHA256=checksum,
            )
        return {"PartNumber": number, "ETag": answer["ETag"], "ChecksumSHA256": checksum}


def _headers(body: Body) -> Mapping[str, str]:
    """Returns the headers with which S3 serves the object. No browser opens bytes without a type."""
    disposition = {"ContentDisposition": "attachment"} if body.content_type == INERT else {}
    return {"ContentType": body.content_type, **disposition}


def _parts(body: Body) -> Iterator[tuple[bytes, str]]:
    with body.path.open("rb") as file:
        for checksum in body.digest.part_checksums:
            yield file.read(body.digest.part_size), checksum


def _verified(checksum: str, body: Body, key: str) -> str:
    if checksum != body.digest.s3_checksum:
        raise StorageFailed(
            f"S3's checksum of {key} is {checksum or 'missing'}, expected {body.digest.s3_checksum}"
        )
    return checksum
