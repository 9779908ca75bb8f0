"""The documents that say what the index holds of each recording, in the recordings bucket."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from botocore.exceptions import ClientError
from pydantic import ValidationError

from ringkeep.aws.errors import error_code, translated
from ringkeep.domain.recordings.recordings import RecordingKey
from ringkeep.domain.search.written import WrittenPostings, written_key
from ringkeep.errors import Conflict
from ringkeep.usecases.search.ports import WrittenVersion

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_MISSING: Final = frozenset({"NoSuchKey", "404"})


class S3WrittenDocuments:
    """The WrittenDocuments port."""

    def __init__(self, client: S3Client, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def read(self, key: RecordingKey) -> WrittenVersion | None:
        object_key = written_key(key)
        with translated(f"object {object_key}"):
            try:
                answer = self._client.get_object(Bucket=self._bucket, Key=object_key)
            except ClientError as error:
                if error_code(error) in _MISSING:
                    return None
                raise
            text = answer["Body"].read()
        return WrittenVersion(_parsed(text), answer["ETag"])

    def save(self, key: RecordingKey, document: WrittenPostings, replaces: str) -> str:
        object_key = written_key(key)
        condition = {"IfMatch": replaces} if replaces else {"IfNoneMatch": "*"}
        with translated(f"object {object_key}"):
            try:
                answer = self._client.put_object(
                    Bucket=self._bucket,
                    Key=object_key,
                    Body=document.model_dump_json().encode(),
                    ContentType="application/json",
                    **condition,  # type: ignore[arg-type] # the stubs do not type a spread condition
                )
            except ClientError as error:
                if error_code(error) in _MISSING:
                    raise Conflict(f"the object {object_key} was deleted meanwhile") from None
                raise
        return answer["ETag"]

    def delete(self, key: RecordingKey) -> None:
        object_key = written_key(key)
        with translated(f"object {object_key}"):
            self._client.delete_object(Bucket=self._bucket, Key=object_key)


def _parsed(text: bytes) -> WrittenPostings | None:
    try:
        return WrittenPostings.model_validate_json(text)
    except ValidationError:
        return None
