"""Copies of people's work in memory. They pass the same contract tests as the adapters of S3."""

from __future__ import annotations

from collections.abc import Iterator

from ringkeep.domain.recordings.recordings import RecordingKey
from ringkeep.domain.work.copies import WorkCopy
from ringkeep.errors import Conflict
from ringkeep.usecases.work.ports import CopyVersion


class MemoryWorkCopies:
    """The ports WorkCopies, ErasableCopies and CopyListing. `versions` are all that were ever written."""

    def __init__(self) -> None:
        self.copies: dict[RecordingKey, tuple[WorkCopy, int]] = {}
        self.versions: list[tuple[RecordingKey, WorkCopy]] = []

    def read(self, key: RecordingKey) -> CopyVersion | None:
        stored = self.copies.get(key)
        return CopyVersion(stored[0], str(stored[1])) if stored else None

    def save_copy(self, key: RecordingKey, copy: WorkCopy, replaces: str) -> None:
        stored = self.copies.get(key)
        if (str(stored[1]) if stored else "") != replaces:
            raise Conflict(f"another process copied the work on {key}")
        self.versions.append((key, copy))
        self.copies[key] = copy, len(self.versions)

    def delete_copy(self, key: RecordingKey) -> None:
        self.copies.pop(key, None)

    def erase_copy(self, key: RecordingKey) -> None:
        self.delete_copy(key)
        self.versions = [each for each in self.versions if each[0] != key]

    def copied(self, service: str) -> Iterator[RecordingKey]:
        return iter(sorted((key for key in self.copies if key.service == service), key=str))
