"""How much of a recording someone has listened to."""

from __future__ import annotations

from ringkeep.domain.recordings.recordings import RecordingKey
from ringkeep.usecases.recordings.media_ports import Listened
from ringkeep.usecases.recordings.share_listened import ShareListened
from tests.fakes.recordings.calls_table import MemoryCallsTable
from tests.fakes.recordings.media import MemoryPlays
from tests.unit.domain.recordings.example_rows import pending


def shares(**row: object) -> tuple[ShareListened, RecordingKey]:
    calls, plays = MemoryCallsTable(), MemoryPlays()
    stored = calls.put_recording(pending(revision=0, **row))
    plays.heard["ann", stored.key] = Listened(((0.0, 30.0), (90.0, 200.0)), 1)
    return ShareListened(plays, calls), stored.key


def test_a_share_of_the_length() -> None:
    share, key = shares(duration_seconds=100)
    assert share("ann", key) == 0.4
    assert share("ben", key) == 0.0


def test_nothing_is_known_without_a_length_or_a_row() -> None:
    share, key = shares(duration_seconds=0)
    assert share("ann", key) is None
    gone = key.model_copy(update={"recording_id": "other"})
    assert share("ann", gone) is None
