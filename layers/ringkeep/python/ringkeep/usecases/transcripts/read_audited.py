"""Reads of text that are noted in the audit log: unredacted text, and a transcript as a file.

The entry is written before the text is answered, so nothing is read without one.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from ringkeep.domain.access.audit_changes import AuditValue
from ringkeep.domain.access.audited_requests import (
    DOWNLOAD_TRANSCRIPT,
    SEE_UNREDACTED,
    PersonRequest,
    recording_object,
)
from ringkeep.domain.recordings.recordings import Recording
from ringkeep.domain.transcripts.formats import TranscriptFormat
from ringkeep.domain.transcripts.transcripts import Transcript
from ringkeep.usecases.access.ports import AuditEntries
from ringkeep.usecases.clock import Clock
from ringkeep.usecases.transcripts.read_transcription import ReadTranscription, TranscriptionState


@dataclass(frozen=True)
class ReadAudited:
    read: ReadTranscription
    audit: AuditEntries
    clock: Clock
    random_bytes: Callable[[int], bytes] = secrets.token_bytes

    def __call__(
        self, asked: PersonRequest, row: Recording, *, unredacted: bool = False
    ) -> TranscriptionState:
        """Redacted text needs no entry. Raises RightMissing."""
        state = self.read(asked.principal, row, unredacted=unredacted)
        if unredacted and state.transcript is not None:
            self._note(asked, row, SEE_UNREDACTED, revision=state.transcript.revision)
        return state

    def file(
        self,
        asked: PersonRequest,
        row: Recording,
        file_format: TranscriptFormat,
        *,
        unredacted: bool = False,
    ) -> Transcript | None:
        """Raises RightMissing."""
        found = self.read.transcript(asked.principal, row, unredacted=unredacted)
        if found is not None:
            details = {"format": file_format.value, "unredacted": unredacted}
            self._note(asked, row, DOWNLOAD_TRANSCRIPT, revision=found.revision, **details)
        return found

    def _note(
        self, asked: PersonRequest, row: Recording, action: str, **details: AuditValue
    ) -> None:
        now, object_ = self.clock.now(), recording_object(row.key)
        self.audit.add(asked.entry(now, self.random_bytes(8), action, object_, **details))
