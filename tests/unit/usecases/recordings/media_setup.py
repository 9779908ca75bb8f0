"""The use cases that open recordings, over fakes."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from ringkeep.domain.access.audit import Origin
from ringkeep.domain.access.audited_requests import PersonRequest
from ringkeep.domain.access.rights import Right
from ringkeep.domain.access.sight import EVERYONE
from ringkeep.domain.access.user_principal import UserPrincipal
from ringkeep.usecases.access.search_audit import SearchAudit
from ringkeep.usecases.recordings.download_file import DownloadFile
from ringkeep.usecases.recordings.note_listening import NoteListening
from ringkeep.usecases.recordings.open_files import OpenFiles
from ringkeep.usecases.recordings.play_recording import PlayRecording
from tests.fakes.clock import FakeClock
from tests.fakes.recordings.media import MemoryAuditEntries, MemoryMedia, MemoryPlays
from tests.fakes.transcripts.transcription import MemoryTranscriptionSettings
from tests.unit.domain.recordings.example_rows import NOW


def person(name: str = "ann", *rights: Right) -> UserPrincipal:
    return UserPrincipal(f"{name}-id", name, frozenset(rights or {Right.PLAY}), EVERYONE)


def asking(who: UserPrincipal) -> PersonRequest:
    return PersonRequest(who, Origin(address="203.0.113.7", agent="Firefox"), "request-1")


@dataclass
class MediaSetup:
    clock: FakeClock = field(default_factory=lambda: FakeClock(NOW))
    audit: MemoryAuditEntries = field(default_factory=MemoryAuditEntries)
    objects: MemoryMedia = field(default_factory=MemoryMedia)
    settings: MemoryTranscriptionSettings = field(default_factory=MemoryTranscriptionSettings)

    @cached_property
    def plays(self) -> MemoryPlays:
        return MemoryPlays(self.audit)

    @property
    def files(self) -> OpenFiles:
        return OpenFiles(self.objects, self.settings, self.clock)

    @cached_property
    def playing(self) -> PlayRecording:
        return PlayRecording(self.files, self.plays, self.clock)

    @cached_property
    def listening(self) -> NoteListening:
        return NoteListening(self.plays, self.playing, self.clock)

    @cached_property
    def download(self) -> DownloadFile:
        return DownloadFile(self.files, self.audit, self.clock)

    @property
    def search_audit(self) -> SearchAudit:
        return SearchAudit(self.audit)
