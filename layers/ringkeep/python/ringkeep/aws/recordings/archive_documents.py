"""JSON documents in S3 with several writers. A writer replaces only the version that it read."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError

from ringkeep.aws.recordings.archive_errors import ObjectMissing, s3_translated
from ringkeep.errors import Conflict, StorageFailed
from ringkeep.usecases.conflicts import retry_on_conflict

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

Document = TypeVar("Document", bound=BaseModel)


class Version(NamedTuple, Generic[Document]):
    """A version of a document, identified by its ETag. `document` is None if the object's text is not
    valid."""

    document: Document | None
    etag: str


class Documents(Generic[Document]):
    """The documents of one model."""

    def __init__(self, client: S3Client, bucket: str, model: type[Document]) -> None:
        self._client = client
        self._bucket = bucket
        self._model = model

    def read(self, key: str) -> Version[Document] | None:
        """Returns the current version, or None if there is no object."""
        try:
            with s3_translated(f"object {key}"):
                answer = self._client.get_object(Bucket=self._bucket, Key=key)
                text = answer["Body"].read()
        except ObjectMissing:
            return None
        return Version(self._parsed(text), answer["ETag"])

    def put(self, key: str, document: Document) -> None:
        """Replaces the object without a condition. The bucket keeps earlier versions."""
        self._put(key, document, {})

    def update(
        self,
        key: str,
        build: Callable[[Document | None], Document | None],
        current: Version[Document] | None,
    ) -> bool:
        """Replaces the document by `build(document)`, and repeats this if another writer was faster.

        `current` is the version to start with. If `build` returns None, the object does not change.
        Returns whether it was written. Raises StorageFailed if other writers keep changing it.
        """
        version = current

        def attempt() -> bool:
            nonlocal version
            try:
                return self._replace(key, build, version)
            except Conflict:
                version = self.read(key)
                raise

        try:
            return retry_on_conflict(attempt)
        except Conflict:
            raise StorageFailed(f"the object {key} kept changing while it was written") from None

    def _replace(
        self,
        key: str,
        build: Callable[[Document | None], Document | None],
        current: Version[Document] | None,
    ) -> bool:
        """Raises Conflict if the stored version is no longer `current`."""
        document = build(current.document if current else None)
        if document is None:
            return False
        condition = {"IfMatch": current.etag} if current else {"IfNoneMatch": "*"}
        try:
            self._put(key, document, condition)
        except ObjectMissing:
            raise Conflict(f"the object {key} was deleted by another writer") from None
        return True

    def _put(self, key: str, document: Document, condition: dict[str, str]) -> None:
        with s3_translated(f"object {key}"):
            self._client.put_object(
                Bucket=self._bucket,
                Key=key,
                Body=document.model_dump_json().encode(),
                ContentType="application/json",
                ChecksumAlgorithm="SHA256",
                **condition,  # type: ignore[arg-type] # the stubs do not type a spread condition
            )

    def _parsed(self, text: bytes) -> Document | None:
        try:
            return self._model.model_validate_json(text)
        except ValidationError:
            return None
