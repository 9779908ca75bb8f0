"""A request of a person that is noted in the audit log although it changes nothing else: someone plays a
recording, downloads it, or reads what redaction hides from others.

    asked = PersonRequest(principal, origin, request_id)
    entry = asked.entry(now, random_bytes(8), "recordings.play", recording_object(row.key))
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ringkeep.domain.access.audit import AuditEntry, ObjectRef, Origin, entry_id, user_actor
from ringkeep.domain.access.audit_changes import AuditValue
from ringkeep.domain.access.user_principal import UserPrincipal
from ringkeep.domain.recordings.recording_ids import recording_id_of
from ringkeep.domain.recordings.recordings import RecordingKey

PLAY: Final = "recordings.play"
DOWNLOAD: Final = "recordings.download"
TRANSCRIBE: Final = "recordings.transcribe"
SEE_UNREDACTED: Final = "transcripts.see_unredacted"
DOWNLOAD_TRANSCRIPT: Final = "transcripts.download"
USES_OF_RECORDINGS: Final = frozenset(
    {PLAY, DOWNLOAD, TRANSCRIBE, SEE_UNREDACTED, DOWNLOAD_TRANSCRIPT}
)
"""What people do with a recording that leaves an audit entry."""


@dataclass(frozen=True)
class PersonRequest:
    """The signed-in person, and from where they ask."""

    principal: UserPrincipal
    origin: Origin
    request_id: str

    def entry(
        self, at: float, random: bytes, action: str, object_: ObjectRef, **details: AuditValue
    ) -> AuditEntry:
        """`random` has eight bytes. `details` stand in `after`."""
        return AuditEntry(
            id=entry_id(at, random),
            at=at,
            actor=user_actor(self.principal),
            action=action,
            object=object_,
            after=details,
            origin=self.origin,
            request_id=self.request_id,
        )


def recording_object(key: RecordingKey) -> ObjectRef:
    """Returns the object of entries about a recording. Its id is that of the API."""
    return ObjectRef(kind="recording", id=recording_id_of(key))
