"""Doubts that only the call's record shows, after the recording was stored.

An event names a recording before the call log does, and does not always say how long the call was. So an
MP3 that was cut off can be stored before anything shows that seconds are missing.
"""

from __future__ import annotations

from ringkeep.domain.json import JsonObject
from ringkeep.domain.recordings.archive import AudioFacts
from ringkeep.domain.recordings.observations import doubts, recorded_seconds
from ringkeep.domain.recordings.recordings import Recording


def with_later_doubts(row: Recording, call_raw: JsonObject, now: float) -> Recording:
    """Returns the stored row with the doubts that follow from a newer record of its call."""
    audio = row.audio
    if audio is None or audio.duration_seconds is None:
        return row
    facts = AudioFacts(
        duration_seconds=audio.duration_seconds,
        channels=audio.channels or 1,
        sample_rate=audio.sample_rate or 0,
    )
    found = doubts(row, recorded_seconds(row, call_raw), audio.content_type, facts)
    new = tuple(word for word in found if word not in row.doubts)
    if not new:
        return row
    return row.with_history(now, "doubtful", ", ".join(new), doubts=(*row.doubts, *new))
