"""The copies of people's work on recordings, in the recordings bucket."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pydantic import ValidationError

from ringkeep.aws.errors import translated
from ringkeep.aws.versioned_objects import VersionedObjects
from ringkeep.domain.recordings.recordings import RecordingKey
from ringkeep.domain.work.copies import WorkCopy
from ringkeep.domain.work.keys import copies_prefix, copy_key, recording_of_copy
from ringkeep.usecases.work.ports import CopyVersion

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import ObjectIdentifierTypeDef


class S3WorkCopies:
    """The WorkCopies port."""

    def __init__(self, client: S3Client, bucket: str) -> None:
        self._objects = VersionedObjects(client, bucket)

    def read(self, key: RecordingKey) -> CopyVersion | None:
        found = self._objects.read_version(copy_key(key))
        return CopyVersion(_parsed(found[0]), found[1]) if found else None

    def save_copy(self, key: RecordingKey, copy: WorkCopy, replaces: str) -> None:
        self._objects.replace_version(copy_key(key), copy.model_dump_json(), replaces)

    def delete_copy(self, key: RecordingKey) -> None:
        self._objects.delete_version(copy_key(key))


class WorkCopyListing:
    """The CopyListing port, for the command line."""

    def __init__(self, client: S3Client, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def copied(self, service: str) -> Iterator[RecordingKey]:
        with translated(f"bucket {self._bucket}"):
            pages = self._client.get_paginator("list_objects_v2").paginate(
                Bucket=self._bucket, Prefix=copies_prefix(service)
            )
            for page in pages:
                names = (entry["Key"] for entry in page.get("Contents", []))
                yield from (key for key in map(recording_of_copy, names) if key is not None)


class ErasedWorkCopies:
    """The ErasableCopies port: deletes every version, so that none can be read any more."""

    def __init__(self, client: S3Client, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def erase_copy(self, key: RecordingKey) -> None:
        object_key = copy_key(key)
        with translated(f"object {object_key}"):
            for version in list(self._versions(object_key)):
                self._client.delete_object(
                    Bucket=self._bucket, Key=object_key, VersionId=version["VersionId"]
                )

    def _versions(self, object_key: str) -> Iterator[ObjectIdentifierTypeDef]:
        """Keys that begin with this one belong to others."""
        pages = self._client.get_paginator("list_object_versions").paginate(
            Bucket=self._bucket, Prefix=object_key
        )
        for page in pages:
            for each in (*page.get("Versions", []), *page.get("DeleteMarkers", [])):
                if each["Key"] == object_key:
                    yield {"Key": object_key, "VersionId": each["VersionId"]}


def _parsed(text: bytes) -> WorkCopy | None:
    try:
        return WorkCopy.model_validate_json(text)
    except ValidationError:
        return None
