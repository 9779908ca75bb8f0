"""Keeps call log records that could not be read or written completely. The bucket removes them after
a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ringkeep.aws.recordings.archive_errors import ObjectExists, s3_translated
from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.json import JsonObject
from ringkeep.domain.recordings.set_aside import content_of, set_aside_key

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


class SetAsideRecords:
    def __init__(self, client: S3Client, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def keep(self, account: AccountRef, record: JsonObject, reason: str) -> bool:
        """Returns False if the same record is kept already. Raises what S3 raises."""
        content = content_of(record)
        key = set_aside_key(account, content)
        try:
            with s3_translated(f"object {key}"):
                self._client.put_object(
                    Bucket=self._bucket,
                    Key=key,
                    Body=content,
                    ContentType="application/octet-stream",
                    ContentDisposition="attachment",
                    ChecksumAlgorithm="SHA256",
                    Metadata={"reason": reason},
                    IfNoneMatch="*",
                )
        except ObjectExists:
            return False
        return True
