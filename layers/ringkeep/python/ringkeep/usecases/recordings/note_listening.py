"""Notes which parts of a recording a person has listened to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple

from ringkeep.domain.access.user_principal import UserPrincipal
from ringkeep.domain.recordings.listening import Part, share, united
from ringkeep.domain.recordings.recordings import Recording
from ringkeep.usecases.clock import Clock
from ringkeep.usecases.conflicts import retry_on_conflict
from ringkeep.usecases.recordings.media_ports import Listened, Plays
from ringkeep.usecases.recordings.play_recording import PlayRecording

KEPT_SECONDS: Final = 400 * 86_400.0
"""How long it is known after the last time: longer than a year of reports."""


class Listening(NamedTuple):
    """`share` of the length, from 0 to 1."""

    parts: tuple[Part, ...]
    share: float


@dataclass(frozen=True)
class NoteListening:
    plays: Plays
    playing: PlayRecording
    clock: Clock

    def __call__(
        self, viewer: UserPrincipal, row: Recording, play_id: str, parts: Iterable[Part]
    ) -> None:
        """Adds the parts to those of before. Raises PlayUnknown."""
        self.playing.known(viewer, row, play_id)
        heard = tuple(parts)
        retry_on_conflict(lambda: self._add(viewer.user_id, row, heard))

    def of(self, viewer: UserPrincipal, row: Recording) -> Listening:
        length = length_of(row)
        parts = united(self.plays.listened(viewer.user_id, row.key).parts, (), length)
        return Listening(parts, share(parts, length))

    def _add(self, user_id: str, row: Recording, heard: tuple[Part, ...]) -> None:
        before = self.plays.listened(user_id, row.key)
        parts = united(before.parts, heard, length_of(row))
        if parts == tuple(before.parts):
            return
        expires_at = self.clock.now() + KEPT_SECONDS
        self.plays.put_listened(user_id, row.key, Listened(parts, before.version + 1), expires_at)


def length_of(row: Recording) -> float | None:
    """The length of the file, else that of the call; None if neither is known."""
    if row.audio and row.audio.duration_seconds is not None:
        return row.audio.duration_seconds
    return float(row.duration_seconds) if row.duration_seconds else None
