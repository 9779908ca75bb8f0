"""Observations about stored audio that looks unusual. They are recorded in the sidecar and never
prevent storing."""

from __future__ import annotations

from typing import Final

from ringkeep.domain.json import JsonObject
from ringkeep.domain.recordings.archive import AudioFacts
from ringkeep.domain.recordings.calls import parse_call, recorded_parts
from ringkeep.domain.recordings.recordings import Recording

_SLACK_SECONDS: Final = 10.0
_SHORTEST_SHARE: Final = 0.5
"""A recording contains neither the ringing nor time on hold: half the call's length is normal."""
_LONGEST_SHARE: Final = 1.1
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
                return part.part.seconds or row.duration_seconds
    return row.duration_seconds


def matches_call(row: Recording, seconds: int, audio: AudioFacts) -> bool | None:
    """Whether the audio is about as long as the call. None if that cannot be checked: a user starts
    and stops an on-demand recording at any time."""
    if not seconds or row.recording_type.lower() == "ondemand":
        return None
    return not _too_short(seconds, audio) and not _too_long(seconds, audio)


def observations(matches: bool | None, seconds: int, audio: AudioFacts) -> tuple[str, ...]:
    """Returns the observations, one word each, for the sidecar and the metrics."""
    checks = {
        "shorter_than_call": matches is False and _too_short(seconds, audio),
        "longer_than_call": matches is False and _too_long(seconds, audio),
        "unusual_channels": audio.channels not in _USUAL_CHANNELS,
        "silent": bool(audio.peaks) and not any(any(channel) for channel in audio.peaks),
    }
    return tuple(word for word, applies in checks.items() if applies)


def _too_short(seconds: int, audio: AudioFacts) -> bool:
    return audio.duration_seconds < seconds * _SHORTEST_SHARE - _SLACK_SECONDS


def _too_long(seconds: int, audio: AudioFacts) -> bool:
    return audio.duration_seconds > seconds * _LONGEST_SHARE + _SLACK_SECONDS
