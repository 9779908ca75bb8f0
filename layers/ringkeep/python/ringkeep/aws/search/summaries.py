"""The summaries of recordings, in the recordings bucket."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from botocore.exceptions import ClientError

from ringkeep.aws.errors import error_code, translated
from ringkeep.domain.recordings.recordings import Recording
from ringkeep.domain.search.summaries import RecordingSummary, summary_key

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_MISSING: Final = frozenset({"NoSuchKey", "404"})


class S3Summaries:
    """The Summaries port. A read costs a tenth of a write, and most recordings are indexed again without a
    change."""

    def __init__(self, client: S3Client, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def keep(self, row: Recording, summary: RecordingSummary) -> None:
        key, content = summary_key(row), summary.model_dump_json().encode()
        if self._read(key) == content:
            return
        with translated(f"object {key}"):
            self._client.put_object(
                Bucket=self._bucket, Key=key, Body=content, ContentType="application/json"
            )

    def remove(self, row: Recording) -> None:
        key = summary_key(row)
        if self._read(key) is None:
            return
        with translated(f"object {key}"):
            self._client.delete_object(Bucket=self._bucket, Key=key)

    def _read(self, key: str) -> bytes | None:
        with translated(f"object {key}"):
            try:
                return self._client.get_object(Bucket=self._bucket, Key=key)["Body"].read()
            except ClientError as error:
                if error_code(error) in _MISSING:
                    return None
                raise
