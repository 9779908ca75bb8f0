"""Transcripts in the recordings bucket, and the results that the transcription service writes there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from botocore.exceptions import ClientError
from pydantic import ValidationError

from ringkeep.aws.errors import error_code, translated
from ringkeep.domain.recordings.recordings import Recording
from ringkeep.domain.transcripts.keys import transcript_key
from ringkeep.domain.transcripts.transcripts import Transcript
from ringkeep.errors import ResultTooLarge, StoredDataInvalid

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import GetObjectOutputTypeDef

_MISSING: Final = frozenset({"NoSuchKey", "404"})
MOST_BYTES: Final = 64 * 1024 * 1024
"""Four hours of two people who never stop speaking are about 20 MB."""


class S3Transcripts:
    """The TranscriptStore port."""

    def __init__(self, client: S3Client, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def write(self, row: Recording, transcript: Transcript, *, unredacted: bool = False) -> None:
        key = transcript_key(row, transcript.revision, unredacted=unredacted)
        with translated(f"object {key}"):
            self._client.put_object(
                Bucket=self._bucket,
                Key=key,
                Body=transcript.model_dump_json().encode(),
                ContentType="application/json",
                ChecksumAlgorithm="SHA256",
            )

    def read(self, row: Recording, revision: int, *, unredacted: bool = False) -> Transcript | None:
        key = transcript_key(row, revision, unredacted=unredacted)
        answer = _get(self._client, self._bucket, key)
        if answer is None:
            return None
        try:
            return Transcript.model_validate_json(_content(answer, key))
        except ValidationError:
            raise StoredDataInvalid(f"the object {key} is no transcript") from None


class S3TranscriptionResults:
    """The TranscriptionResults port."""

    def __init__(self, client: S3Client, bucket: str, most_bytes: int = MOST_BYTES) -> None:
        self._client = client
        self._bucket = bucket
        self._most = most_bytes

    def read(self, object_key: str) -> bytes | None:
        answer = _get(self._client, self._bucket, object_key)
        if answer is None:
            return None
        if answer["ContentLength"] > self._most:
            answer["Body"].close()
            raise ResultTooLarge(f"the result has {answer['ContentLength']} bytes")
        return _content(answer, object_key)


def _get(client: S3Client, bucket: str, key: str) -> GetObjectOutputTypeDef | None:
    with translated(f"object {key}"):
        try:
            return client.get_object(Bucket=bucket, Key=key)
        except ClientError as error:
            if error_code(error) in _MISSING:
                return None
            raise


def _content(answer: GetObjectOutputTypeDef, key: str) -> bytes:
    with translated(f"object {key}"):
        return answer["Body"].read()
