"""How much of a recording someone has listened to, for what they do with it elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from ringkeep.domain.recordings.listening import share, united
from ringkeep.domain.recordings.recordings import Recording, RecordingKey
from ringkeep.usecases.recordings.media_ports import Listened
from ringkeep.usecases.recordings.note_listening import length_of


class ListenedParts(Protocol):
    """A part of the port Plays."""

    def listened(self, user_id: str, recording: RecordingKey) -> Listened: ...


class Rows(Protocol):
    def recording(self, key: RecordingKey) -> Recording | None: ...


@dataclass(frozen=True)
class ShareListened:
    parts: ListenedParts
    rows: Rows

    def __call__(self, user_id: str, key: RecordingKey) -> float | None:
        """From 0 to 1; None if the recording, or its length, is not known."""
        row = self.rows.recording(key)
        length = length_of(row) if row else None
        if not length:
            return None
        return share(united(self.parts.listened(user_id, key).parts, (), length), length)
