"""Observations about stored audio that looks unusual, and doubts whether it is the whole recording.
They are recorded in the sidecar, the doubts also on the row. Neither prevents storing."""

from __future__ import annotations

from typing import Final

from ringkeep.domain.json import JsonObject
from ringkeep.domain.model import Model
from ringkeep.domain.recordings.archive import AudioFacts
from ringkeep.domain.recordings.bodies import MEDIA_TYPES, MP3
from ringkeep.domain.recordings.calls import parse_call, recorded_parts
from ringkeep.domain.recordings.recordings import Recording

_SLACK_SECONDS: Final = 10.0
_SHORTEST_SHARE: Final = 0.5
"""A recording contains neither the ringing nor time on hold: half the call's length is normal."""
_LONGEST_SHARE: Final = 1.1
_MISSING_SECONDS: Final = 3.0
"""An MP3 that is shorter than its call by more than this may be a part: the call's length is given in
whole seconds, and a recording starts when the call is answered."""
_USUAL_CHANNELS: Final = (1, 2)


def recorded_seconds(row: Recording, call_raw: JsonObject | None) -> int:
    """Returns the duration of the leg that was recorded, or of the call if the leg is unknown."""
    if call_raw is not None:
        try:
            parts = list(recorded_parts(parse_call(call_raw)))
        except ValueError:
            parts = []
        for part in parts:
            if part.reference.id == row.recording_id:
                return part.part.duration
    return row.duration_seconds


class Measured(Model):
    """A stored recording beside its call. `seconds` is the length of the leg that was recorded, 0 if
    it is unknown."""

    seconds: int
    recording_type: str
    content_type: str
    audio: AudioFacts

    def matches_call(self) -> bool | None:
        """Whether the audio is about as long as the call. None if that cannot be checked: a user starts
        and stops an on-demand recording at any time."""
        if not self._comparable:
            return None
        return not (self._much_too_short or self._too_long or self.doubts())

    def observations(self) -> tuple[str, ...]:
        """Returns the observations, one word each, for the sidecar and the metrics."""
        checks = {
            "shorter_than_call": self._comparable and self._much_too_short,
            "longer_than_call": self._comparable and self._too_long,
            "unusual_channels": self.audio.channels not in _USUAL_CHANNELS,
            "silent": bool(self.audio.peaks) and not any(any(peaks) for peaks in self.audio.peaks),
        }
        return tuple(word for word, applies in checks.items() if applies)

    def doubts(self) -> tuple[str, ...]:
        """Returns why the file may not be the whole recording. An MP3 that was cut off is a valid MP3,
        so only the call shows that seconds are missing. The header of a WAV says how long it is."""
        cut = (
            self._comparable
            and self.content_type == MEDIA_TYPES[MP3]
            and self.audio.duration_seconds < self.seconds - _MISSING_SECONDS
        )
        return ("shorter_than_call",) if cut else ()

    @property
    def _comparable(self) -> bool:
        return bool(self.seconds) and self.recording_type.lower() != "ondemand"

    @property
    def _much_too_short(self) -> bool:
        return self.audio.duration_seconds < self.seconds * _SHORTEST_SHARE - _SLACK_SECONDS

    @property
    def _too_long(self) -> bool:
        return self.audio.duration_seconds > self.seconds * _LONGEST_SHARE + _SLACK_SECONDS
