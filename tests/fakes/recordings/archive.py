"""An in-memory Archive, and one with methods that fail. Both pass the contract tests."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError

from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.json import JsonObject
from ringkeep.domain.recordings.archive import (
    DECISIONS,
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
from ringkeep.domain.recordings.set_aside import content_of, set_aside_key
from ringkeep.errors import Conflict, StorageFailed
from ringkeep.usecases.recordings.ports import SetAsideReason

Document = TypeVar("Document", bound=BaseModel)


class MemoryObject(NamedTuple):
    content: bytes
    content_type: str


class MemoryArchive:
    """`objects` holds the bucket's objects by key. `puts` counts the audio files written."""

    def __init__(self) -> None:
        self.objects: dict[str, MemoryObject] = {}
        self.puts = 0

    def find(self, row: Recording) -> FoundAudio | None:
        for key, stored in sorted(self.objects.items()):
            if key.startswith(audio_prefix(row)) and is_audio_key(key):
                return FoundAudio(object_key=key, size=len(stored.content))
        return None

    def fetch(self, found: FoundAudio, path: Path) -> StoredObject:
        stored = self.objects.get(found.object_key)
        if stored is None:
            raise StorageFailed(f"{found.object_key} does not exist")
        path.write_bytes(stored.content)
        return _stored(found.object_key, _digest(stored.content), stored.content_type, adopted=True)

    def store(self, row: Recording, body: Body) -> StoredObject:
        key, content = audio_key(row, body.extension), _read(body)
        stored = self.objects.get(key)
        if stored is not None and stored.content != content:
            raise Conflict(f"{key} holds other bytes")
        if stored is None:
            self.puts += 1
            self.objects[key] = MemoryObject(content, body.content_type)
        return _stored(key, body.digest, body.content_type, adopted=stored is not None)

    def quarantine(self, row: Recording, body: Body) -> str:
        key = quarantine_key(row, body.extension)
        self.objects[key] = MemoryObject(_read(body), INERT)
        return key

    def write_sidecar(self, sidecar: Sidecar) -> None:
        key = sidecar_key(sidecar.recording)
        stored = self._document(key, Sidecar)
        if stored is None or supersedes(sidecar, stored):
            self._write(key, sidecar)

    def refresh_sidecar(self, row: Recording, call_raw: JsonObject) -> bool:
        key = sidecar_key(row)
        new = refreshed(self._document(key, Sidecar), row, call_raw)
        if new is not None:
            self._write(key, new)
        return new is not None

    def write_decision(self, row: Recording, call_raw: JsonObject | None) -> None:
        self._write(decision_key(row), Decision(recording=row, call_raw=call_raw))

    def set_aside(self, account: AccountRef, record: JsonObject, reason: SetAsideReason) -> bool:
        content = content_of(record)
        key = set_aside_key(account, content)
        new = key not in self.objects
        self.objects.setdefault(key, MemoryObject(content, "application/octet-stream"))
        return new

    def recording_keys(self, service: str | None = None) -> Iterator[str]:
        return self._keys(RECORDINGS, service)

    def decision_keys(self, service: str | None = None) -> Iterator[str]:
        return self._keys(DECISIONS, service)

    def read_sidecar(self, object_key: str) -> Sidecar:
        return _required(self._document(object_key, Sidecar), object_key)

    def read_decision(self, object_key: str) -> Decision:
        return _required(self._document(object_key, Decision), object_key)

    def _keys(self, prefix: str, service: str | None) -> Iterator[str]:
        start = f"{prefix}/{escaped(service)}/" if service else f"{prefix}/"
        return iter(sorted(key for key in self.objects if key.startswith(start)))

    def _write(self, key: str, document: BaseModel) -> None:
        text = document.model_dump_json().encode()
        self.objects[key] = MemoryObject(text, "application/json")

    def _document(self, key: str, model: type[Document]) -> Document | None:
        if key not in self.objects:
            return None
        try:
            return model.model_validate_json(self.objects[key].content)
        except ValidationError:
            return None


class FailingArchive(MemoryArchive):
    """Raises StorageFailed in the methods named in `broken`."""

    def __init__(self, *broken: str) -> None:
        super().__init__()
        self.broken = set(broken)

    def find(self, row: Recording) -> FoundAudio | None:
        self._break("find")
        return super().find(row)

    def fetch(self, found: FoundAudio, path: Path) -> StoredObject:
        self._break("fetch")
        return super().fetch(found, path)

    def store(self, row: Recording, body: Body) -> StoredObject:
        self._break("store")
        return super().store(row, body)

    def write_sidecar(self, sidecar: Sidecar) -> None:
        self._break("write_sidecar")
        super().write_sidecar(sidecar)

    def write_decision(self, row: Recording, call_raw: JsonObject | None) -> None:
        self._break("write_decision")
        super().write_decision(row, call_raw)

    def _break(self, method: str) -> None:
        if method in self.broken:
            raise StorageFailed(f"{method} fails")


def _read(body: Body) -> bytes:
    """Returns the bytes of the file. Raises StorageFailed, as S3 would, if they do not match the
    checksum."""
    content = body.path.read_bytes()
    if hashlib.sha256(content).hexdigest() != body.digest.sha256:
        raise StorageFailed("the bytes do not match the checksum")
    return content


def _digest(content: bytes) -> Digest:
    hasher = Hasher()
    hasher.update(content)
    return hasher.digest()


def _stored(key: str, digest: Digest, content_type: str, *, adopted: bool) -> StoredObject:
    return StoredObject(
        object_key=key,
        size=digest.size,
        sha256=digest.sha256,
        s3_checksum=digest.s3_checksum,
        content_type=content_type,
        adopted=adopted,
    )


def _required(document: Document | None, object_key: str) -> Document:
    if document is None:
        raise ValueError(f"{object_key} is not a valid document")
    return document
