"""JSON objects in S3 with several writers: each replaces only the version that it has read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from botocore.exceptions import ClientError

from ringkeep.aws.errors import error_code, translated
from ringkeep.errors import Conflict

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_MISSING: Final = frozenset({"NoSuchKey", "404"})


class VersionedObjects:
    """A version is identified by its ETag; an empty one stands for no object."""

    def __init__(self, client: S3Client, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def read_version(self, key: str) -> tuple[bytes, str] | None:
        """Returns the text and its version, None if there is no object."""
        with translated(f"object {key}"):
            try:
                answer = self._client.get_object(Bucket=self._bucket, Key=key)
            except ClientError as error:
                if error_code(error) in _MISSING:
                    return None
                raise
            return answer["Body"].read(), answer["ETag"]

    def replace_version(self, key: str, text: str, replaces: str) -> str:
        """Returns the new version. Raises Conflict if the present one is not `replaces`."""
        condition = {"IfMatch": replaces} if replaces else {"IfNoneMatch": "*"}
        with translated(f"object {key}"):
            try:
                answer = self._client.put_object(
                    Bucket=self._bucket,
                    Key=key,
                    Body=text.encode(),
                    ContentType="application/json",
                    **condition,  # type: ignore[arg-type] # the stubs do not type a spread condition
                )
            except ClientError as error:
                if error_code(error) in _MISSING:
                    raise Conflict(f"the object {key} was deleted meanwhile") from None
                raise
        return answer["ETag"]

    def delete_version(self, key: str) -> None:
        with translated(f"object {key}"):
            self._client.delete_object(Bucket=self._bucket, Key=key)
