"""Uploaded files of users, and the documents of their check, in a bucket that deletes them after 30 days:
`user-imports/{import}/{name}`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from botocore.exceptions import ClientError

from ringkeep.aws.errors import error_code, translated

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_PREFIX: Final = "user-imports"


class S3ImportFiles:
    """The ImportFiles port."""

    def __init__(self, client: S3Client, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def put(self, import_id: str, name: str, content: bytes) -> None:
        """Raises ResourceMissing and StorageFailed."""
        with translated(f"bucket {self._bucket}"):
            self._client.put_object(Bucket=self._bucket, Key=_key(import_id, name), Body=content)

    def get(self, import_id: str, name: str) -> bytes | None:
        """Raises ResourceMissing and StorageFailed."""
        with translated(f"bucket {self._bucket}"):
            try:
                answer = self._client.get_object(Bucket=self._bucket, Key=_key(import_id, name))
            except ClientError as error:
                if error_code(error) == "NoSuchKey":
                    return None
                raise
            return answer["Body"].read()


def _key(import_id: str, name: str) -> str:
    return f"{_PREFIX}/{import_id}/{name}"
