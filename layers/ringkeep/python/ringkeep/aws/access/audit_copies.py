"""Copies of the audit entries in a bucket of their own, one object for each entry.

`2026-11/26/1764146400000-0123456789abcdef.json` is an entry of 26 November 2026, UTC. An object is written
once: the copy of an entry that is delivered again changes nothing.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from ringkeep.aws.errors import error_code, translated
from ringkeep.domain.json import JsonObject

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_EXISTS = ("PreconditionFailed", "412")
"""Another error, 409, means that the same copy is being written: it is tried again."""


class AuditCopies:
    """The AuditArchive port."""

    def __init__(self, client: S3Client, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def keep(self, entry_id: str, content: JsonObject) -> bool:
        """Returns False if there is a copy already. Raises what AWS raises, and Conflict while another
        process writes the same copy."""
        with translated(f"bucket {self._bucket}"):
            try:
                self._client.put_object(
                    Bucket=self._bucket,
                    Key=copy_key(entry_id),
                    Body=_text(content),
                    ContentType="application/json",
                    ChecksumAlgorithm="SHA256",
                    IfNoneMatch="*",
                )
            except ClientError as refusal:
                if error_code(refusal) not in _EXISTS:
                    raise
                return False
        return True


def copy_key(entry_id: str) -> str:
    """Returns the key of an entry's copy. The id begins with its time in milliseconds."""
    at = datetime.fromtimestamp(int(entry_id.partition("-")[0]) / 1000, UTC)
    return f"{at:%Y-%m/%d}/{entry_id}.json"


def _text(content: JsonObject) -> bytes:
    return json.dumps(content, ensure_ascii=False, sort_keys=True).encode()
