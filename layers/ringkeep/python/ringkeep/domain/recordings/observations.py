"""What is odd about a recording that was kept all the same: noted beside it, never a reason to
refuse it."""

from __future__ import annotations

from typing import Final

from ringkeep.domain.json import JsonObject
from ringkeep.domain.recordings.archive import AudioFacts
from ringkeep.domain.recordings.calls import parse_call, recorded_parts
from ringkeep.domain.recordings.recordings import Recording

_SLACK_SECONDS: Final = 10.0
_SHORTEST_SHARE: Final = 0.5
"""A recording lacks the ringing before the answer, and holds: half the call is still ordinary."""
_LONGEST_SHARE: Final = 1.1
_USUAL_CHANNELS: Final = (1, 2)


def recorded_seconds(row: Recording, call_raw: JsonObject | None) -> int:
    """Seconds of the part of the call that was recorded: its leg's where the log tells."""
    if call_raw is not None:
        try:
            parts = list(recorded_parts(parse_call(call_raw)))
        except ValueError:
            parts = []
        for part in parts:
            if part.reference.id == row.recording_id:
                return part.part.duration
    return row.duration_seconds


def matches_call(row: Recording, seconds: int, audio: AudioFacts) -> bool | None:
    """None where it cannot be told: an on-demand recording begins and ends at any time."""
    if not seconds or row.recording_type.lower() == "ondemand":
        return None
    return not _too_short(seconds, audio) and not _too_long(seconds, audio)


def observations(matches: bool | None, seconds: int, audio: AudioFacts) -> tuple[str, ...]:
    """One word each, for the sidecar and the metrics."""
    found = {
        "shorter_than_call": matches is False and _too_short(seconds, audio),
        "longer_than_call": matches is False and _too_long(seconds, audio),
        "unusual_channels": audio.channels not in _USUAL_CHANNELS,
        "silent": bool(audio.peaks) and not any(any(channel) for channel in audio.peaks),
    }
    return tuple(word for word, seen in found.items() if seen)


def _too_short(seconds: int, audio: AudioFacts) -> bool:
    return audio.duration_seconds < seconds * _SHORTEST_SHARE - _SLACK_SECONDS


def _too_long(seconds: int, audio: AudioFacts) -> bool:
    return audio.duration_seconds > seconds * _LONGEST_SHARE + _SLACK_SECONDS
