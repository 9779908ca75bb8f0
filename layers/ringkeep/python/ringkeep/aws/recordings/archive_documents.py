"""JSON documents in S3 that several writers may replace: each only if it is the one they read."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError

from ringkeep.aws.recordings.archive_errors import NotThere, s3_translated
from ringkeep.errors import Conflict, StorageFailed
from ringkeep.usecases.conflicts import retry_on_conflict

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

Document = TypeVar("Document", bound=BaseModel)


class Version(NamedTuple, Generic[Document]):
    """A document as read; `document` is None when the text is not one. `etag` names the version."""

    document: Document | None
    etag: str


class Documents(Generic[Document]):
    """Documents of one model."""

    def __init__(self, client: S3Client, bucket: str, model: type[Document]) -> None:
        self._client = client
        self._bucket = bucket
        self._model = model

    def read(self, key: str) -> Version[Document] | None:
        """None when nothing lies there."""
        try:
            with s3_translated(f"object {key}"):
                answer = self._client.get_object(Bucket=self._bucket, Key=key)
                text = answer["Body"].read()
        except NotThere:
            return None
        return Version(self._parsed(text), answer["ETag"])

    def put(self, key: str, document: Document) -> None:
        """Replaces whatever lies there; the bucket keeps the versions."""
        self._put(key, document, {})

    def converge(
        self,
        key: str,
        build: Callable[[Document | None], Document | None],
        known: Version[Document] | None,
    ) -> bool:
        """Writes what `build` makes of the version on file, until no other writer comes between.

        `known` is the first guess; `build` answers None to leave the object alone. Whether it
        wrote. Raises StorageFailed when others kept writing.
        """
        version = known

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
        known: Version[Document] | None,
    ) -> bool:
        """Raises Conflict when another version lies there now."""
        document = build(known.document if known else None)
        if document is None:
            return False
        try:
            self._put(key, document, {"IfMatch": known.etag} if known else {"IfNoneMatch": "*"})
        except NotThere:
            raise Conflict(f"the object {key} was removed meanwhile") from None
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
