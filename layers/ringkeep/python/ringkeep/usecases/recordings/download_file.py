"""Hands out the audio of a recording, or its sidecar, as a file. Each download is an audit entry."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from ringkeep.domain.access.audited_requests import DOWNLOAD, PersonRequest, recording_object
from ringkeep.domain.recordings.plays import FileKind, SignedUrl, file_name
from ringkeep.domain.recordings.recordings import Recording
from ringkeep.usecases.access.ports import AuditEntries
from ringkeep.usecases.clock import Clock
from ringkeep.usecases.recordings.open_files import OpenFiles


class FileAddress(NamedTuple):
    signed: SignedUrl
    file_name: str


@dataclass(frozen=True)
class DownloadFile:
    files: OpenFiles
    audit: AuditEntries
    clock: Clock
    random_bytes: Callable[[int], bytes] = secrets.token_bytes

    def __call__(self, asked: PersonRequest, row: Recording, kind: FileKind) -> FileAddress:
        """Nothing is signed unless the entry is written. Raises what OpenFiles.file raises."""
        file = self.files.file(asked.principal, row, kind)
        now, object_ = self.clock.now(), recording_object(row.key)
        self.audit.add(asked.entry(now, self.random_bytes(8), DOWNLOAD, object_, what=kind.value))
        name = file_name(row, kind)
        return FileAddress(self.files.signed(file, f'attachment; filename="{name}"'), name)
