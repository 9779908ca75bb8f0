"""Reads the metadata of an S3 object without its content."""

from __future__ import annotations

from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from ringkeep.aws.errors import error_code, translated
from ringkeep.usecases.recordings.trace_recording import ObjectFacts

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_NOT_FOUND = frozenset({"404", "NoSuchKey", "NotFound"})


class S3ArchiveFacts:
    """The ArchiveFacts port."""

    def __init__(self, client: S3Client, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def facts(self, key: str) -> ObjectFacts | None:
        """Returns None if the object does not exist. Raises ConfigurationError, StorageFailed."""
        with translated(f"bucket {self._bucket}"):
            try:
                head = self._client.head_object(
                    Bucket=self._bucket, Key=key, ChecksumMode="ENABLED"
                )
            except ClientError as refusal:
                if error_code(refusal) not in _NOT_FOUND:
                    raise
                return None
        return ObjectFacts(
            key=key,
            size=head["ContentLength"],
            content_type=head.get("ContentType", ""),
            stored_at=head["LastModified"].timestamp(),
            checksum=head.get("ChecksumSHA256", ""),
            version=head.get("VersionId", ""),
        )
