"""Copies of scorecards and evaluations in the recordings bucket, from which the table can be restored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ringkeep.aws.errors import translated

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


class EvaluationCopies:
    """The ScorecardCopies port."""

    def __init__(self, client: S3Client, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def keep(self, key: str, content: bytes) -> None:
        """Writes a copy, in the place of an older one. The bucket keeps the versions before for 90 days."""
        with translated(f"bucket {self._bucket}"):
            self._client.put_object(
                Bucket=self._bucket,
                Key=key,
                Body=content,
                ContentType="application/json",
                ChecksumAlgorithm="SHA256",
            )
