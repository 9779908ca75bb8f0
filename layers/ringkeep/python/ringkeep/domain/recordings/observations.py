"""Observations about stored audio that looks unusual, and doubts whether it is the whole recording.
They are recorded in the sidecar, the doubts also on the row. Neither prevents storing."""

from __future__ import annotations

from typing import Final

from ringkeep.domain.json import JsonObject
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
    """Returns the duration of the leg that was recorded, or of the call if the leg or its duration is
    unknown."""
    if call_raw is not None:
        try:
            parts = list(recorded_parts(parse_call(call_raw)))
        except ValueError:
            parts = []
        for part in parts:
            if part.reference.id == row.recording_id:
                return part.part.seconds or row.duration_seconds
    return row.duration_seconds


def matches_call(row: Recording, seconds: int, audio: AudioFacts) -> bool | None:
    """Whether the audio is about as long as the call. None if that cannot be checked: a user starts
    and stops an on-demand recording at any time."""
    if not _comparable(row, seconds):
        return None
    return not _too_short(seconds, audio) and not _too_long(seconds, audio)


def doubts(row: Recording, seconds: int, content_type: str, audio: AudioFacts) -> tuple[str, ...]:
    """Returns why the file may not be the whole recording, one word each.

    An MP3 that was cut off is still a valid MP3, so only the call shows that seconds are missing. The
    header of a WAV says how long it is.
    """
    cut = (
        _comparable(row, seconds)
        and content_type == MEDIA_TYPES[MP3]
        and audio.duration_seconds < seconds - _MISSING_SECONDS
    )
    return ("shorter_than_call",) if cut else ()


def observations(matches: bool | None, seconds: int, audio: AudioFacts) -> tuple[str, ...]:
    """Returns the observations, one word each, for the sidecar and the metrics."""
    checks = {
        "shorter_than_call": matches is False and _too_short(seconds, audio),
        "longer_than_call": matches is False and _too_long(seconds, audio),
        "unusual_channels": audio.channels not in _USUAL_CHANNELS,
        "silent": bool(audio.peaks) and not any(any(channel) for channel in audio.peaks),
    }
    return tuple(word for word, applies in checks.items() if applies)


def _comparable(row: Recording, seconds: int) -> bool:
    return bool(seconds) and row.recording_type.lower() != "ondemand"


def _too_short(seconds: int, audio: AudioFacts) -> bool:
    return audio.duration_seconds < seconds * _SHORTEST_SHARE - _SLACK_SECONDS


def _too_long(seconds: int, audio: AudioFacts) -> bool:
    return audio.duration_seconds > seconds * _LONGEST_SHARE + _SLACK_SECONDS
