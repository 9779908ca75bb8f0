"""Opens the audio of a recording for one person, and keeps it open while they listen.

begun = play_recording.begin(asked, row)       one audit entry
play_recording.renew(person, row, begun.play.id)    another address of the same play, no entry
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, NamedTuple

from ringkeep.domain.access.audited_requests import PLAY, PersonRequest, recording_object
from ringkeep.domain.access.user_principal import UserPrincipal
from ringkeep.domain.recordings.plays import Play, PlayUnknown, SignedUrl
from ringkeep.domain.recordings.recordings import Recording
from ringkeep.usecases.clock import Clock
from ringkeep.usecases.recordings.media_ports import Plays
from ringkeep.usecases.recordings.open_files import OpenFiles

_INLINE: Final = "inline"


def _random_id() -> str:
    return secrets.token_hex(16)


class BegunPlay(NamedTuple):
    play: Play
    signed: SignedUrl


@dataclass(frozen=True)
class PlayRecording:
    files: OpenFiles
    plays: Plays
    clock: Clock
    new_id: Callable[[], str] = _random_id
    random_bytes: Callable[[int], bytes] = secrets.token_bytes

    def begin(self, asked: PersonRequest, row: Recording) -> BegunPlay:
        """Nothing is signed unless the entry is written. Raises what OpenFiles.audio raises."""
        viewer, now = asked.principal, self.clock.now()
        file = self.files.audio(viewer, row)
        play = Play(id=self.new_id(), user_id=viewer.user_id, recording=row.key, opened_at=now)
        object_ = recording_object(row.key)
        entry = asked.entry(now, self.random_bytes(8), PLAY, object_, play=play.id)
        self.plays.begin(play, entry)
        return BegunPlay(play, self.files.signed(file, _INLINE))

    def renew(self, viewer: UserPrincipal, row: Recording, play_id: str) -> SignedUrl:
        """Raises PlayUnknown, and what OpenFiles.audio raises."""
        self.known(viewer, row, play_id)
        return self.files.signed(self.files.audio(viewer, row), _INLINE)

    def known(self, viewer: UserPrincipal, row: Recording, play_id: str) -> Play:
        """Raises PlayUnknown for a play of someone else, of another recording, or of yesterday."""
        play = self.plays.play(viewer.user_id, play_id)
        if play is None or not play.belongs_to(row.key, self.clock.now()):
            raise PlayUnknown
        return play
