"""Finds the file of a recording, and signs the address at which a browser reads it."""

from __future__ import annotations

from dataclasses import dataclass

from ringkeep.domain.access.authority import RightMissing
from ringkeep.domain.access.rights import Right
from ringkeep.domain.access.user_principal import UserPrincipal
from ringkeep.domain.recordings.archive import sidecar_key
from ringkeep.domain.recordings.plays import (
    URL_SECONDS,
    FileKind,
    RecordingErased,
    RecordingNotStored,
    SignedUrl,
    StoredFile,
)
from ringkeep.domain.recordings.recordings import Recording, RecordingState, StoredAudio
from ringkeep.usecases.clock import Clock
from ringkeep.usecases.recordings.media_ports import MediaObjects
from ringkeep.usecases.transcripts.ports import TranscriptionSettingsStore

_JSON = "application/json"


@dataclass(frozen=True)
class OpenFiles:
    objects: MediaObjects
    settings: TranscriptionSettingsStore
    clock: Clock

    def audio(self, viewer: UserPrincipal, row: Recording) -> StoredFile:
        """Raises RecordingNotStored, RecordingErased, and RightMissing where the service redacts
        transcripts and keeps the audio for those who may see unredacted text."""
        audio = _require_stored(row)
        if self._is_sensitive(row) and not viewer.may(Right.SEE_UNREDACTED):
            raise RightMissing(Right.SEE_UNREDACTED)
        return self._present(audio.object_key, audio.content_type)

    def file(self, viewer: UserPrincipal, row: Recording, kind: FileKind) -> StoredFile:
        """Raises what `audio` raises. The sidecar of a recording has no words of the call."""
        if kind is FileKind.AUDIO:
            return self.audio(viewer, row)
        _require_stored(row)
        return self._present(sidecar_key(row), _JSON)

    def signed(self, file: StoredFile, disposition: str) -> SignedUrl:
        """The address ends before its time if the credentials of the role that signs it end."""
        expires_at = self.clock.now() + URL_SECONDS
        url = self.objects.signed_url(file, disposition, URL_SECONDS)
        return SignedUrl(url=url, expires_at=expires_at)

    def _is_sensitive(self, row: Recording) -> bool:
        settings = self.settings.of(row.service)
        return settings.options.redaction and settings.redacted_audio_needs_right

    def _present(self, object_key: str, content_type: str) -> StoredFile:
        version = self.objects.version(object_key)
        if version is None:
            raise RecordingErased
        return StoredFile(object_key=object_key, version=version, content_type=content_type)


def _require_stored(row: Recording) -> StoredAudio:
    if row.state is RecordingState.ERASED:
        raise RecordingErased
    if row.state is not RecordingState.STORED or row.audio is None:
        raise RecordingNotStored(row.state)
    return row.audio
