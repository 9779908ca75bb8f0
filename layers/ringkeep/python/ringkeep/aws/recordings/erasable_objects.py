"""Deletes objects in all their versions. Only the command line does that: no function has the right to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import chain
from typing import TYPE_CHECKING, Final, NamedTuple

from ringkeep.aws.recordings.archive_errors import s3_translated
from ringkeep.errors import ErasureRefused
from ringkeep.usecases.clock import Clock
from ringkeep.usecases.recordings.erase_recording import ProtectedObject

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import (
        HeadObjectOutputTypeDef,
        ListObjectVersionsOutputTypeDef,
        ObjectIdentifierTypeDef,
    )

_BATCH: Final = 1_000
_HELD: Final = "ON"
_LONG_AGO: Final = datetime.fromtimestamp(0, UTC)


class _Version(NamedTuple):
    key: str
    version: str
    latest: bool
    marker: bool = False


class S3ErasableObjects:
    """The ErasableObjects port."""

    def __init__(self, client: S3Client, bucket: str, clock: Clock) -> None:
        self._client = client
        self._bucket = bucket
        self._clock = clock

    def protected(self, beginnings: Iterable[str]) -> ProtectedObject | None:
        versions = chain.from_iterable(map(self._versions, beginnings))
        found = (self._protection(each) for each in versions if not each.marker)
        return next((each for each in found if each is not None), None)

    def delete(self, beginnings: Iterable[str]) -> int:
        return self._delete(list(chain.from_iterable(map(self._versions, beginnings))))

    def delete_earlier(self, object_key: str) -> int:
        versions = (each for each in self._versions(object_key) if each.key == object_key)
        return self._delete([each for each in versions if not each.latest])

    def _versions(self, beginning: str) -> Iterator[_Version]:
        with s3_translated(f"bucket {self._bucket}"):
            pages = self._client.get_paginator("list_object_versions").paginate(
                Bucket=self._bucket, Prefix=beginning
            )
            for page in pages:
                yield from _listed(page)

    def _protection(self, each: _Version) -> ProtectedObject | None:
        """In a bucket without Object Lock, S3 answers neither of the two."""
        with s3_translated(f"object {each.key}"):
            head = self._client.head_object(
                Bucket=self._bucket, Key=each.key, VersionId=each.version
            )
        if head.get("ObjectLockLegalHoldStatus") == _HELD:
            return ProtectedObject(each.key, None)
        until = _retained_until(head)
        return ProtectedObject(each.key, until) if until > self._clock.now() else None

    def _delete(self, versions: Sequence[_Version]) -> int:
        for start in range(0, len(versions), _BATCH):
            self._delete_batch(versions[start : start + _BATCH])
        return len(versions)

    def _delete_batch(self, versions: Sequence[_Version]) -> None:
        objects: list[ObjectIdentifierTypeDef] = [
            {"Key": each.key, "VersionId": each.version} for each in versions
        ]
        with s3_translated(f"bucket {self._bucket}"):
            answer = self._client.delete_objects(
                Bucket=self._bucket, Delete={"Objects": objects, "Quiet": True}
            )
        for failed in answer.get("Errors", []):
            raise ErasureRefused(_refusal(failed.get("Key", ""), failed.get("Code", "")))


def _listed(page: ListObjectVersionsOutputTypeDef) -> Iterator[_Version]:
    for each in page.get("Versions", []):
        yield _Version(each["Key"], each["VersionId"], each["IsLatest"])
    for marker in page.get("DeleteMarkers", []):
        yield _Version(marker["Key"], marker["VersionId"], marker["IsLatest"], marker=True)


def _retained_until(head: HeadObjectOutputTypeDef) -> float:
    """S3 leaves the date out where nothing retains the object."""
    return head.get("ObjectLockRetainUntilDate", _LONG_AGO).timestamp()


def _refusal(key: str, code: str) -> str:
    return (
        f"S3 did not delete {key} ({code}): Object Lock or a policy protects it, or you lack the right"
        " s3:DeleteObjectVersion. The recording can no longer be played or found. Run the command again to"
        " erase the rest."
    )
