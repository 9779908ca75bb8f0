"""Reads the sidecars of recordings, for someone who looks at one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pydantic import ValidationError

from ringkeep.aws.recordings.archive_errors import ObjectMissing, s3_translated
from ringkeep.domain.recordings.archive import Sidecar, sidecar_key
from ringkeep.domain.recordings.recordings import Recording

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

MOST_BYTES: Final = 8 * 1024 * 1024
"""A record has at most 300 kB, and the peaks of two channels about 30 kB."""


class S3SidecarReader:
    """The Sidecars port of the details of a recording."""

    def __init__(self, client: S3Client, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def sidecar(self, row: Recording) -> Sidecar | None:
        content = self._content(sidecar_key(row))
        if content is None:
            return None
        try:
            return Sidecar.model_validate_json(content)
        except ValidationError:
            return None

    def _content(self, key: str) -> bytes | None:
        try:
            with s3_translated(f"object {key}"):
                answer = self._client.get_object(Bucket=self._bucket, Key=key)
                too_large = answer["ContentLength"] > MOST_BYTES
                return None if too_large else answer["Body"].read()
        except ObjectMissing:
            return None
