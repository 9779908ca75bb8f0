"""A recording and its states. Every recording that RingCentral lists has a row with a state.

announced ─► pending ─► importing ─► stored
                ▲            ├─────► quarantined   the bytes are of a type nobody expected
                └─ due_at ───┤       unavailable   RingCentral has it but will not give it
                             └─────► lost          proved: the log no longer shows it, or its time is over
excluded: the account's policy says not to keep it. unavailable also: there never was a file.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from pydantic import BaseModel, ConfigDict

from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.history import HistoryEntry, extended
from ringkeep.domain.limits.slots import Lane

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

    @property
    def open(self) -> bool:
        """Whether work is still to be done."""
        return self in (self.ANNOUNCED, self.PENDING, self.IMPORTING)


class RecordingKey(BaseModel):
    """A recording's identity. Ids may collide between sandbox and production: the account counts."""

    model_config = ConfigDict(frozen=True)

    service: str
    account_id: str
    recording_id: str

    @property
    def account(self) -> AccountRef:
        return AccountRef(self.service, self.account_id)

    def __str__(self) -> str:
        return f"{self.service}/{self.account_id}/{self.recording_id}"


class StoredAudio(BaseModel):
    """What is proved about the file. Durations in seconds, peaks 0..1."""

    model_config = ConfigDict(frozen=True)

    object_key: str
    sidecar_key: str = ""
    content_type: str
    size: int
    sha256: str
    s3_checksum: str = ""
    """As S3 defines it: base64 of the SHA-256, or of the parts' with `-<parts>` (composite)."""
    duration_seconds: float | None = None
    channels: int | None = None
    sample_rate: int | None = None
    stored_at: float = 0.0


class Recording(BaseModel):
    """The row of a recording. All times are seconds since the epoch."""

    model_config = ConfigDict(frozen=True)

    service: str
    account_id: str
    recording_id: str
    state: RecordingState
    reason: str = ""
    call_id: str = ""
    session_id: str = ""
    telephony_session_id: str = ""
    extension_id: str = ""
    recording_type: str = ""
    content_uri: str = ""
    direction: str = ""
    start_time: float
    """The call's start as the row first knew it: it fixes the file's place in S3."""
    end_time: float
    duration_seconds: int = 0
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
    """Grows with every start of the workflow: names its execution."""
    claimed_until: float = 0.0
    audio: StoredAudio | None = None
    sidecar_version: str = ""
    """The call version that the sidecar holds."""
    history: tuple[HistoryEntry, ...] = ()
    revision: int = 0
    """Guards every write: the row is replaced only if nobody else did."""

    @property
    def account(self) -> AccountRef:
        return AccountRef(self.service, self.account_id)

    @property
    def key(self) -> RecordingKey:
        return RecordingKey(
            service=self.service, account_id=self.account_id, recording_id=self.recording_id
        )

    def with_history(self, at: float, event: str, detail: str = "", **changes: object) -> Self:
        """A copy with changes and one more line of history; the oldest lines but the first go."""
        history = extended(self.history, at, event, detail, HISTORY_LIMIT)
        return self.model_copy(update={**changes, "history": history})
