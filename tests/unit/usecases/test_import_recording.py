"""One execution of the import: what it does for each answer, and what it writes down."""

from __future__ import annotations

import hashlib

import pytest

from ringkeep.domain import lifecycle
from ringkeep.domain.archive import Sidecar
from ringkeep.domain.calls import parse_call
from ringkeep.domain.lifecycle import DAY
from ringkeep.domain.recordings import RecordingState
from ringkeep.errors import (
    BadRequest,
    BodyRejected,
    ConfigurationError,
    Conflict,
    ForeignHost,
    InvalidAnswer,
    LoginFailed,
    NoSlot,
    NotFound,
    PermissionMissing,
    RateLimited,
    ResourceMissing,
    RingkeepError,
    TokenRejected,
    Unavailable,
)
from tests.fakes.archive import BreakingArchive
from tests.fakes.audio_files import mp3_bytes, wav_bytes
from tests.fakes.content import FakeGate, FakeSource
from tests.unit.domain.rows import NOW, PACE, pending, raw_call
from tests.unit.usecases.importing import AUDIO, BOUND, CONNECTION, Import, content, slot

KEY = "recordings/default/a1/2026/11/18/r1.wav"
NOT_FOUND = NotFound("no content", status=404, code="CMN-102")


def old_row(**changes: object) -> Import:
    """A confirmed recording whose call is long over."""
    return Import(source=FakeSource([NOT_FOUND], log=raw_call()), row=pending(**changes))


def sidecar(world: Import) -> Sidecar:
    return world.archive.read_sidecar(KEY.replace(".wav", ".json"))


def test_a_recording_is_stored_with_its_proof() -> None:
    world = Import()
    result = world.run()
    audio = world.known.audio
    assert result.outcome == "stored"
    assert world.known.state is RecordingState.STORED
    assert audio is not None
    assert audio.sha256 == hashlib.sha256(AUDIO).hexdigest()
    assert (audio.object_key, audio.size) == (KEY, len(AUDIO))
    assert audio.s3_checksum
    assert (audio.duration_seconds, audio.channels, audio.sample_rate) == (60, 1, 8000)
    assert world.archive.objects[KEY].content == AUDIO


def test_the_result_tells_what_is_measured() -> None:
    world = Import()
    world.clock.advance(30)
    result = world.run()
    age = NOW + 30 - world.row.end_time
    assert result.size == len(AUDIO)
    assert result.seconds_to_stored == result.call_age == age
    assert result.duration_seconds == 60


def test_the_sidecar_is_the_row_the_call_and_the_waveform() -> None:
    world = Import()
    world.run()
    document = sidecar(world)
    assert document.call_raw == raw_call()
    assert document.recording.audio == world.known.audio
    assert document.duration_matches_call is True
    assert len(document.peaks[0]) == 800
    assert world.known.sidecar_version == document.call_version == world.known.call_version


def test_a_sidecar_without_a_call_waits_for_the_log() -> None:
    world = Import()
    world.table.calls.clear()
    world.run()
    assert world.known.sidecar_version < world.known.call_version
    assert sidecar(world).call_raw is None


def test_an_mp3_is_stored_under_its_own_extension() -> None:
    body = mp3_bytes(58)
    world = Import(source=FakeSource([content(body, content_type="audio/mpeg")]))
    assert world.run().outcome == "stored"
    assert KEY.replace("wav", "mp3") in world.archive.objects


def test_a_recording_much_shorter_than_its_call_is_kept_and_flagged() -> None:
    world = Import(source=FakeSource([content(wav_bytes(3))]))
    result = world.run()
    assert (result.outcome, result.observations) == ("stored", ("shorter_than_call",))
    assert sidecar(world).duration_matches_call is False


def test_the_download_uses_the_users_slot() -> None:
    world = Import()
    world.run()
    assert [asked.user for asked in world.source.asked] == ["user-1"]


# --- who may work on the row


def test_a_stored_recording_is_done() -> None:
    world = Import()
    world.run()
    assert world.run().outcome == "stored"
    assert len(world.source.asked) == 1


def test_an_execution_that_was_superseded_does_nothing() -> None:
    world = Import()
    late = world.request
    world.dispatch()
    result = world.run(late)
    assert (result.outcome, result.reason) == ("superseded", "dispatched_again")
    assert world.source.asked == []


def test_an_execution_whose_row_was_settled_does_nothing() -> None:
    world = Import(source=FakeSource([Unavailable("down", status=503)]))
    world.run()
    assert world.run().outcome == "superseded"
    assert len(world.source.asked) == 1


def test_an_unknown_recording_is_superseded() -> None:
    world = Import()
    world.table.rows.clear()
    assert world.run().reason == "unknown_recording"


def test_work_extends_the_claim() -> None:
    world = Import(source=FakeSource([ResourceMissing("bucket")]))
    world.clock.advance(500)
    with pytest.raises(ConfigurationError):
        world.run()
    assert world.known.claimed_until == NOW + 500 + PACE.claim_seconds


def test_news_of_the_call_during_the_download_are_kept() -> None:
    world = Import()
    table, source = world.table, world.source

    class Meanwhile(FakeSource):
        def open_recording(self, *arguments: object) -> object:  # type: ignore[override]
            table.put_recording(world.known.model_copy(update={"direction": "Outbound"}))
            return source.open_recording(*arguments)  # type: ignore[arg-type]

    world.source = Meanwhile([content()])
    assert world.run().outcome == "stored"
    assert world.known.direction == "Outbound"


def test_a_row_taken_by_another_execution_during_the_download_is_left_alone() -> None:
    world = Import()
    source = world.source

    class Meanwhile(FakeSource):
        def open_recording(self, *arguments: object) -> object:  # type: ignore[override]
            world.dispatch()
            return source.open_recording(*arguments)  # type: ignore[arg-type]

    request = world.request
    world.source = Meanwhile([content()])
    assert world.run(request).outcome == "superseded"
    assert world.known.dispatch == request.dispatch + 1
    assert world.known.state is RecordingState.IMPORTING


# --- the rate limit


def test_a_short_wait_is_sat_out() -> None:
    world = Import(gate=FakeGate([slot(NOW + 3, user="user-2")]))
    assert world.run().outcome == "stored"
    assert world.clock.slept == [3]
    assert world.source.asked[0].user == "user-2"


def test_a_long_wait_goes_back_to_the_workflow() -> None:
    later = slot(NOW + 42, user="user-2")
    world = Import(gate=FakeGate([later]))
    result = world.run()
    assert result.outcome == "wait"
    assert result.next_request is not None
    assert result.next_request.slot == later
    assert result.next_request.start_at == "2026-11-18T09:47:22.000Z" or result.next_request.start_at
    assert result.next_request.dispatch == world.row.dispatch
    assert world.known.claimed_until == NOW + 42 + PACE.claim_seconds
    assert world.source.asked == []


def test_no_wait_is_sat_out_without_time_for_the_download() -> None:
    world = Import(gate=FakeGate([slot(NOW + 3)]), time_left=15)
    assert world.run().outcome == "wait"
    assert world.clock.slept == []


def test_short_waits_do_not_go_on_for_ever() -> None:
    world = Import(gate=FakeGate([slot(NOW + 3 * turn) for turn in range(1, 9)]))
    assert world.run().outcome == "wait"
    assert world.clock.slept == [3, 3, 3]


def test_the_execution_after_a_wait_goes_on() -> None:
    world = Import(gate=FakeGate([slot(NOW + 42)]))
    waiting = world.run()
    world.clock.advance(42)
    assert world.run(waiting.next_request).outcome == "stored"


# --- what is in the archive already


def test_audio_in_the_archive_is_adopted_without_a_request() -> None:
    world = Import()
    world.run()
    world.table.rows[world.row.key] = world.row
    result = world.run()
    assert (result.outcome, result.call_age) == ("adopted", None)
    assert world.known.state is RecordingState.STORED
    assert len(world.source.asked) == len(world.gate.asked) == 1


def test_other_bytes_that_came_first_are_adopted() -> None:
    world, other = Import(), wav_bytes(59)
    archive = world.archive
    find, hidden = archive.find, [True]

    def find_late(row: object) -> object:
        return None if hidden and hidden.pop() else find(row)  # type: ignore[arg-type]

    archive.find = find_late  # type: ignore[method-assign,assignment]
    archive.objects[KEY] = archive_object(other)
    assert world.run().outcome == "adopted"
    audio = world.known.audio
    assert audio is not None
    assert audio.sha256 == hashlib.sha256(other).hexdigest()


def archive_object(body: bytes) -> object:
    from tests.fakes.archive import MemoryObject  # noqa: PLC0415

    return MemoryObject(body, "audio/wav")
