"""The documents that say what the index holds of each recording, in the recordings bucket."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import ValidationError

from ringkeep.aws.versioned_objects import VersionedObjects
from ringkeep.domain.recordings.recordings import RecordingKey
from ringkeep.domain.search.written import WrittenPostings, written_key
from ringkeep.usecases.search.ports import WrittenVersion

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


class S3WrittenDocuments:
    """The WrittenDocuments port."""

    def __init__(self, client: S3Client, bucket: str) -> None:
        self._objects = VersionedObjects(client, bucket)

    def read(self, key: RecordingKey) -> WrittenVersion | None:
        found = self._objects.read_version(written_key(key))
        return WrittenVersion(_parsed(found[0]), found[1]) if found else None

    def save(self, key: RecordingKey, document: WrittenPostings, replaces: str) -> str:
        return self._objects.replace_version(written_key(key), document.model_dump_json(), replaces)

    def delete(self, key: RecordingKey) -> None:
        self._objects.delete_version(written_key(key))


def _parsed(text: bytes) -> WrittenPostings | None:
    try:
        return WrittenPostings.model_validate_json(text)
    except ValidationError:
        return None
