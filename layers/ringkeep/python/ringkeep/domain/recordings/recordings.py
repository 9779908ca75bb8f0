"""A recording and its states. Every recording that RingCentral lists has a row with a state.

announced ─► pending ─► importing ─► stored
                ▲            ├─────► quarantined   the bytes are of an unexpected type
                └─ due_at ───┤       unavailable   given up without proof that it is lost
                             └─────► lost          proved: deleted at RingCentral, or expired there

excluded: the policy or licensing of the service excludes it. unavailable also: RingCentral made no file.
erased: someone had it erased. Its row stays as evidence, and nothing opens it again.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.history import HistoryEntry, extended
from ringkeep.domain.limits.slots import Lane
from ringkeep.domain.model import Model
from ringkeep.domain.recordings.coverage import CoveredExtension
from ringkeep.domain.recordings.erasures import Erasure
from ringkeep.domain.recordings.transcript_pointer import TranscriptPointer

HISTORY_LIMIT = 200


class RecordingState(StrEnum):
    ANNOUNCED = "announced"
    PENDING = "pending"
    IMPORTING = "importing"
    STORED = "stored"
    QUARANTINED = "quarantined"
    EXCLUDED = "excluded"
    UNAVAILABLE = "unavailable"
    LOST = "lost"
    ERASED = "erased"

    @property
    def open(self) -> bool:
        """Whether the recording is still to be imported."""
        return self in (self.ANNOUNCED, self.PENDING, self.IMPORTING)

    @property
    def searchable(self) -> bool:
        """Whether the search index has the recording."""
        return not self.open and self is not self.ERASED


class RecordingKey(Model):
    """The identity of a recording. It includes the account, since ids of sandbox and production may
    be the same."""

    service: str
    account_id: str
    recording_id: str

    @property
    def account(self) -> AccountRef:
        return AccountRef(self.service, self.account_id)

    def __str__(self) -> str:
        return f"{self.service}/{self.account_id}/{self.recording_id}"


class StoredAudio(Model):
    """The verified facts about a stored file. `size` is in bytes, durations are in seconds."""

    object_key: str
    sidecar_key: str = ""
    content_type: str
    size: int
    sha256: str
    s3_checksum: str = ""
    """S3's SHA-256 checksum in base64. For a multipart upload, the composite checksum of the parts."""
    duration_seconds: float | None = None
    channels: int | None = None
    sample_rate: int | None = None
    stored_at: float = 0.0


class Recording(Model):
    """The row of a recording. All times are in seconds since the epoch."""

    service: str
    account_id: str
    recording_id: str
    state: RecordingState
    reason: str = ""
    call_id: str = ""
    session_id: str = ""
    telephony_session_id: str = ""
    extension_id: str = ""
    covered: tuple[CoveredExtension, ...] = ()
    """Whose calls the recording covers. Licensing is decided by it, also later, without the call log."""
    recording_type: str = ""
    mode: str = ""
    """Automatic or OnDemand, as RingCentral's events name it; empty if no event has."""
    view: str = ""
    """Party or Session: what the recording covers; empty if no event has named it."""
    content_uri: str = ""
    direction: str = ""
    start_time: float
    """The call's start when the row was created. It never changes, since it is part of the S3 key."""
    end_time: float
    duration_seconds: int = 0
    """0 if it is unknown."""
    short_recording: bool = False
    """Whether RingCentral says that there will be no file. It is asked for once nevertheless."""
    call_version: str = ""
    found_by: str = ""
    found_at: float
    confirmed: bool = True
    """False for a hint from an event that the call log has not confirmed."""
    lane: Lane = Lane.FRESH
    due_at: float = 0.0
    expires_at: float = 0.0
    attempts: int = 0
    dispatch: int = 0
    """The number of workflow executions started so far. Part of the execution's name."""
    claimed_until: float = 0.0
    missing_since: float = 0.0
    """When RingCentral first answered a user who sees the whole company that neither the call's record
    nor its session names the recording. 0 if it was not missing, or has been seen since."""
    silent_workers: int = 0
    """How many workers began an import since the last one that reported a result."""
    audio: StoredAudio | None = None
    doubts: tuple[str, ...] = ()
    """Why the stored file may not be the whole recording, one word each."""
    sidecar_version: str = ""
    """The call version in the sidecar."""
    transcript: TranscriptPointer | None = None
    """The newest transcript, None if there is none."""
    tags: tuple[str, ...] = ()
    """A copy of those in the table of people's work, which change together."""
    erasure: Erasure | None = None
    """Of an erased recording, or one that is being erased."""
    history: tuple[HistoryEntry, ...] = ()
    revision: int = 0
    """Grows with every write. A write succeeds only if the revision has not changed since the read."""

    @property
    def account(self) -> AccountRef:
        return AccountRef(self.service, self.account_id)

    @property
    def key(self) -> RecordingKey:
        return RecordingKey(
            service=self.service, account_id=self.account_id, recording_id=self.recording_id
        )

    @property
    def waiting_since(self) -> float:
        """When the recording was found, or opened again: since then it waits for its import."""
        opened = (each.at for each in self.history if each.event in ("reopened", "retried"))
        return max((self.found_at, *opened))

    def with_history(self, at: float, event: str, detail: str = "", **changes: object) -> Self:
        """Returns a copy with the changes and one more entry in the history. If the history is full,
        the oldest entries except the first are dropped."""
        history = extended(self.history, at, event, detail, HISTORY_LIMIT)
        return self.model_copy(update={**changes, "history": history})
