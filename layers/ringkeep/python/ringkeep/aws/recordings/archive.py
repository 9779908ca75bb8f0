"""The archive in S3: verified audio, its sidecars, decisions and the quarantine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from ringkeep.aws.recordings.archive_documents import Document, Documents, Version
from ringkeep.aws.recordings.archive_errors import ObjectExists, ObjectMissing, s3_translated
from ringkeep.aws.recordings.archive_upload import Uploader
from ringkeep.aws.recordings.set_aside import SetAsideRecords
from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.json import JsonObject
from ringkeep.domain.recordings.archive import (
    DECISIONS,
    PART_SIZE,
    RECORDINGS,
    Body,
    Decision,
    Digest,
    FoundAudio,
    Hasher,
    Sidecar,
    StoredObject,
    audio_key,
    audio_prefix,
    audio_type,
    decision_key,
    escaped,
    is_audio_key,
    quarantine_key,
    refreshed,
    sidecar_key,
    supersedes,
)
from ringkeep.domain.recordings.bodies import INERT
from ringkeep.domain.recordings.recordings import Recording
from ringkeep.errors import Conflict, StorageFailed
from ringkeep.usecases.recordings.ports import SetAsideReason

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import GetObjectOutputTypeDef, HeadObjectOutputTypeDef

_CHUNK = 1024 * 1024


class S3Archive:
    """The Archive port over one versioned bucket."""

    def __init__(self, client: S3Client, bucket: str) -> None:
        self._client = client
        self._bucket = bucket
        self._uploader = Uploader(client, bucket)
        self._sidecars = Documents(client, bucket, Sidecar)
        self._decisions = Documents(client, bucket, Decision)
        self._set_aside = SetAsideRecords(client, bucket)

    def find(self, row: Recording) -> FoundAudio | None:
        with s3_translated(f"bucket {self._bucket}"):
            page = self._client.list_objects_v2(Bucket=self._bucket, Prefix=audio_prefix(row))
        for entry in page.get("Contents", []):
            if is_audio_key(entry["Key"]):
                return FoundAudio(object_key=entry["Key"], size=entry["Size"])
        return None

    def fetch(self, found: FoundAudio, path: Path) -> StoredObject:
        with s3_translated(f"object {found.object_key}"):
            answer = self._client.get_object(
                Bucket=self._bucket, Key=found.object_key, ChecksumMode="ENABLED"
            )
            digest = _save(answer, path, _part_size(answer["Metadata"]))
        _check_fetched(answer, digest, found.object_key)
        return _stored(found.object_key, digest, adopted=True).model_copy(
            update={"s3_checksum": answer.get("ChecksumSHA256", "")}
        )

    def store(self, row: Recording, body: Body) -> StoredObject:
        key = audio_key(row, body.extension)
        try:
            self._uploader.upload(key, body, _metadata(row, body), exclusive=True)
        except (ObjectExists, ObjectMissing):
            self._require_same(key, body)
            return _stored(key, body.digest, adopted=True)
        return _stored(key, body.digest, adopted=False)

    def quarantine(self, row: Recording, body: Body) -> str:
        key = quarantine_key(row, body.extension)
        inert = body.model_copy(update={"content_type": INERT})
        self._uploader.upload(key, inert, _metadata(row, body), exclusive=False)
        return key

    def write_sidecar(self, sidecar: Sidecar) -> None:
        def build(current: Sidecar | None) -> Sidecar | None:
            return sidecar if current is None or supersedes(sidecar, current) else None

        key = sidecar_key(sidecar.recording)
        if self._sidecars.update(key, build, current=None):
            self._verify_sidecar(key, sidecar)

    def refresh_sidecar(self, row: Recording, call_raw: JsonObject) -> bool:
        key = sidecar_key(row)
        new: Sidecar | None = None

        def build(current: Sidecar | None) -> Sidecar | None:
            nonlocal new
            new = refreshed(current, row, call_raw)
            return new

        written = self._sidecars.update(key, build, self._sidecars.read(key))
        if written and new is not None:
            self._verify_sidecar(key, new)
        return written

    def _verify_sidecar(self, key: str, written: Sidecar) -> None:
        """Reads the sidecar back. Raises StorageFailed unless it is the written one, or one that another
        writer has replaced it by since."""
        stored = self._sidecars.read(key)
        if stored is None or stored.document is None:
            raise StorageFailed(f"the object {key} could not be read back as a sidecar")
        same = stored.document.model_dump_json() == written.model_dump_json()
        if not same and not supersedes(stored.document, written):
            raise StorageFailed(f"the object {key} is not the sidecar that was written")

    def write_decision(self, row: Recording, call_raw: JsonObject | None) -> None:
        self._decisions.put(decision_key(row), Decision(recording=row, call_raw=call_raw))

    def set_aside(self, account: AccountRef, record: JsonObject, reason: SetAsideReason) -> bool:
        return self._set_aside.keep(account, record, reason)

    def recording_keys(self, service: str | None = None) -> Iterator[str]:
        return self._keys(RECORDINGS, service)

    def decision_keys(self, service: str | None = None) -> Iterator[str]:
        return self._keys(DECISIONS, service)

    def read_sidecar(self, object_key: str) -> Sidecar:
        return _document(self._sidecars.read(object_key), object_key)

    def read_decision(self, object_key: str) -> Decision:
        return _document(self._decisions.read(object_key), object_key)

    def _require_same(self, key: str, body: Body) -> None:
        """Raises Conflict unless size and checksums show that the object holds the same bytes."""
        with s3_translated(f"object {key}"):
            head = self._client.head_object(Bucket=self._bucket, Key=key, ChecksumMode="ENABLED")
        if not _is_same(head, body.digest):
            raise Conflict(f"the object {key} holds other bytes than the download")

    def _keys(self, prefix: str, service: str | None) -> Iterator[str]:
        start = f"{prefix}/{escaped(service)}/" if service else f"{prefix}/"
        with s3_translated(f"bucket {self._bucket}"):
            pages = self._client.get_paginator("list_objects_v2").paginate(
                Bucket=self._bucket, Prefix=start
            )
            for page in pages:
                for entry in page.get("Contents", []):
                    yield entry["Key"]


def _metadata(row: Recording, body: Body) -> Mapping[str, str]:
    """Returns the object's metadata. Ids are escaped as in the key, since S3 sends metadata as HTTP
    headers."""
    return {
        "recording-id": escaped(row.recording_id),
        "account-id": escaped(row.account_id),
        "service": escaped(row.service),
        "sha256": body.digest.sha256,
        "part-size": str(body.digest.part_size),
    }


def _part_size(metadata: Mapping[str, str]) -> int:
    """Returns the part size of the upload, on which the composite checksum depends. Objects from other
    sources have the default size."""
    text = metadata.get("part-size", "")
    return int(text) if text.isascii() and text.isdigit() and int(text) > 0 else PART_SIZE


def _save(answer: GetObjectOutputTypeDef, path: Path, part_size: int) -> Digest:
    hasher = Hasher(part_size)
    with path.open("wb") as file:
        for chunk in answer["Body"].iter_chunks(_CHUNK):
            hasher.update(chunk)
            file.write(chunk)
    return hasher.digest()


def _check_fetched(answer: GetObjectOutputTypeDef, digest: Digest, key: str) -> None:
    """Verifies the bytes against S3's own size and checksum. Metadata may be missing or wrong, so it
    is not used."""
    checksum = answer.get("ChecksumSHA256", "")
    if answer["ContentLength"] != digest.size or (checksum and not digest.matches(checksum)):
        raise StorageFailed(
            f"the bytes of the object {key} do not match its size or checksum in S3"
        )


def _is_same(head: HeadObjectOutputTypeDef, digest: Digest) -> bool:
    return (
        head["ContentLength"] == digest.size
        and head["Metadata"].get("sha256") == digest.sha256
        and digest.matches(head.get("ChecksumSHA256", ""))
    )


def _stored(key: str, digest: Digest, *, adopted: bool) -> StoredObject:
    return StoredObject(
        object_key=key,
        size=digest.size,
        sha256=digest.sha256,
        s3_checksum=digest.s3_checksum,
        content_type=audio_type(key),
        adopted=adopted,
    )


def _document(version: Version[Document] | None, object_key: str) -> Document:
    if version is None or version.document is None:
        raise ValueError(f"{object_key} is not a valid document")
    return version.document
