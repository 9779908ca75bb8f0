"""A play: someone opened the audio of a recording. Signed addresses end after minutes and are renewed within
the same play, so that a long call is one entry of the audit log.

A recording that has no audio is refused with its state in words; one whose file is gone was erased.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, ClassVar, Final

from pydantic import Field

from ringkeep.domain.access.refusals import Refusal
from ringkeep.domain.model import Model
from ringkeep.domain.recordings.archive import escaped
from ringkeep.domain.recordings.recordings import Recording, RecordingKey, RecordingState

URL_SECONDS: Final = 300
"""How long a signed address is valid."""
PLAY_SECONDS: Final = 12 * 3600.0
"""How long its address can be renewed: a ten-hour recording, and a pause."""
_STATES: Final[Mapping[RecordingState, str]] = {
    RecordingState.ANNOUNCED: "the call has ended, and RingCentral has not listed the recording yet.",
    RecordingState.PENDING: "it is still to be imported. Try again later.",
    RecordingState.IMPORTING: "it is being imported now. Try again in a moment.",
    RecordingState.QUARANTINED: "RingCentral sent something else than audio, which is kept in quarantine.",
    RecordingState.EXCLUDED: "it is excluded from the import.",
    RecordingState.UNAVAILABLE: "RingCentral made no file, or did not hand it out.",
    RecordingState.LOST: "RingCentral deleted it before it could be imported.",
    RecordingState.STORED: "its row does not say where it is stored.",
}


class Play(Model):
    """`opened_at` is in seconds since the epoch."""

    id: str
    user_id: str
    recording: RecordingKey
    opened_at: float

    @property
    def ends_at(self) -> float:
        return self.opened_at + PLAY_SECONDS

    def belongs_to(self, recording: RecordingKey, now: float) -> bool:
        """Whether the play is one of this recording, and not too old."""
        return self.recording == recording and now < self.ends_at


class SignedUrl(Model):
    """Anyone with the address can read the file until it ends, so it must not reach a log."""

    url: Annotated[str, Field(repr=False)]
    expires_at: float


class FileKind(StrEnum):
    AUDIO = "audio"
    SIDECAR = "sidecar"


class StoredFile(Model):
    """One version of an object. `version` is empty in a bucket that keeps none."""

    object_key: str
    version: str
    content_type: str


class RecordingNotStored(Refusal):
    code: ClassVar[str] = "recording_not_stored"
    field: ClassVar[str] = "recording"

    def __init__(self, state: RecordingState) -> None:
        words = _STATES.get(state, f"it is {state.value}.")
        super().__init__(f"This recording has no audio here: {words}")


class RecordingErased(Refusal):
    code: ClassVar[str] = "recording_erased"
    field: ClassVar[str] = "recording"

    def __init__(self) -> None:
        super().__init__("The file of this recording was erased, and can no longer be played.")


class PlayUnknown(Refusal):
    code: ClassVar[str] = "play_unknown"
    field: ClassVar[str] = "play"

    def __init__(self) -> None:
        super().__init__(
            "You have no such play of this recording, or it is more than twelve hours old. Start a new one."
        )


def file_name(row: Recording, kind: FileKind) -> str:
    """Returns a name of plain letters: `2026-11-26T08-00-00Z_7602012008.mp3`."""
    begun = datetime.fromtimestamp(row.start_time, UTC).strftime("%Y-%m-%dT%H-%M-%SZ")
    audio = row.audio.object_key.rpartition(".")[2] if row.audio else ""
    ending = audio if kind is FileKind.AUDIO else "json"
    return f"{begun}_{escaped(row.recording_id).replace('%', '_')}.{ending}"
