"""Transcripts in the recordings bucket, and the results that the transcription service writes there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from botocore.exceptions import ClientError
from pydantic import ValidationError

from ringkeep.aws.errors import error_code, translated
from ringkeep.domain.recordings.archive import Sidecar, sidecar_key
from ringkeep.domain.recordings.recordings import Recording
from ringkeep.domain.transcripts.keys import service_prefix, transcript_key
from ringkeep.domain.transcripts.transcripts import Transcript
from ringkeep.errors import ResultTooLarge, StoredDataInvalid

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import GetObjectOutputTypeDef

_MISSING: Final = frozenset({"NoSuchKey", "404"})
MOST_BYTES: Final = 64 * 1024 * 1024
"""Four hours of two people who never stop speaking are about 20 MB."""


class TranscriptObjects:
    """The objects of the bucket that belong to transcripts."""

    def __init__(self, client: S3Client, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def read(self, key: str, most_bytes: int = MOST_BYTES) -> bytes | None:
        """Returns the content, None if there is no such object. Raises ResultTooLarge."""
        with translated(f"object {key}"):
            answer = self._open(key)
            if answer is None:
                return None
            if answer["ContentLength"] > most_bytes:
                raise ResultTooLarge(f"the object has {answer['ContentLength']} bytes")
            return answer["Body"].read()

    def write(self, key: str, content: bytes) -> None:
        with translated(f"object {key}"):
            self._client.put_object(
                Bucket=self._bucket,
                Key=key,
                Body=content,
                ContentType="application/json",
                ChecksumAlgorithm="SHA256",
            )

    def _open(self, key: str) -> GetObjectOutputTypeDef | None:
        try:
            return self._client.get_object(Bucket=self._bucket, Key=key)
        except ClientError as error:
            if error_code(error) in _MISSING:
                return None
            raise


class TranscriptListing:
    """The TranscriptKeys port. Only the command line lists."""

    def __init__(self, client: S3Client, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def keys(self, service: str, *, unredacted: bool = False) -> Iterator[str]:
        prefix = service_prefix(service, unredacted=unredacted)
        with translated(f"bucket {self._bucket}"):
            pages = self._client.get_paginator("list_objects_v2").paginate(
                Bucket=self._bucket, Prefix=prefix
            )
            for page in pages:
                for entry in page.get("Contents", []):
                    yield entry["Key"]


class S3Transcripts:
    """The TranscriptStore port."""

    def __init__(self, objects: TranscriptObjects) -> None:
        self._objects = objects

    def write(self, row: Recording, transcript: Transcript, *, unredacted: bool = False) -> None:
        key = transcript_key(row, transcript.revision, unredacted=unredacted)
        self._objects.write(key, transcript.model_dump_json().encode())

    def read(self, row: Recording, revision: int, *, unredacted: bool = False) -> Transcript | None:
        key = transcript_key(row, revision, unredacted=unredacted)
        content = self._objects.read(key)
        if content is None:
            return None
        try:
            return Transcript.model_validate_json(content)
        except ValidationError:
            raise StoredDataInvalid(f"the object {key} is no transcript") from None


class S3Sidecars:
    """The Sidecars port."""

    def __init__(self, objects: TranscriptObjects) -> None:
        self._objects = objects

    def sidecar(self, row: Recording) -> Sidecar | None:
        content = self._objects.read(sidecar_key(row))
        try:
            return Sidecar.model_validate_json(content) if content is not None else None
        except ValidationError:
            return None


class S3TranscriptionResults:
    """The TranscriptionResults port."""

    def __init__(self, objects: TranscriptObjects, most_bytes: int = MOST_BYTES) -> None:
        self._objects = objects
        self._most = most_bytes

    def read(self, object_key: str) -> bytes | None:
        return self._objects.read(object_key, self._most)
