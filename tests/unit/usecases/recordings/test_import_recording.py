"""One execution of the import: what it does for each answer, and what it writes down."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest

from ringkeep.domain.limits.slots import Slot
from ringkeep.domain.recordings.archive import FoundAudio, Sidecar
from ringkeep.domain.recordings.imports import iso_time
from ringkeep.domain.recordings.recordings import Recording, RecordingState
from ringkeep.errors import ConfigurationError, ResourceMissing, Unavailable
from ringkeep.usecases.recordings.ports import ContentManager
from tests.fakes.recordings.archive import MemoryArchive, MemoryObject
from tests.fakes.recordings.audio_files import mp3_bytes, wav_bytes
from tests.fakes.recordings.content import FakeGate, FakeSource
from tests.unit.domain.recordings.rows import DELAYS, NOW, raw_call
from tests.unit.usecases.recordings.importing import AUDIO, Import, content, slot

KEY = "recordings/default/a1/2026/11/18/r1.wav"


class BusySource(FakeSource):
    """Something else happens while the download begins."""

    def __init__(self, meanwhile: Callable[[], object]) -> None:
        super().__init__([content()])
        self.meanwhile = meanwhile

    def open_recording(
        self, recording_id: str, account_id: str, content_uri: str, slot: Slot
    ) -> ContentManager:
        self.meanwhile()
        return super().open_recording(recording_id, account_id, content_uri, slot)


class LateArchive(MemoryArchive):
    """Audio of another worker shows only after the first look."""

    looked = False

    def find(self, row: Recording) -> FoundAudio | None:
        found = super().find(row) if self.looked else None
        self.looked = True
        return found


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
    assert len(world.gate.cancelled) == 1
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
    assert world.known.claimed_until == NOW + 500 + DELAYS.claim_seconds


def test_news_of_the_call_during_the_download_are_kept() -> None:
    world = Import()
    world.source = BusySource(
        lambda: world.table.put_recording(world.known.model_copy(update={"direction": "Outbound"}))
    )
    assert world.run().outcome == "stored"
    assert world.known.direction == "Outbound"


def test_a_row_taken_by_another_execution_during_the_download_is_left_alone() -> None:
    world = Import()
    world.source = BusySource(world.dispatch)
    request = world.request
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
    assert result.next_request.start_at == iso_time(NOW + 42)
    assert result.next_request.dispatch == world.row.dispatch
    assert world.known.claimed_until == NOW + 42 + DELAYS.claim_seconds
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
    assert len(world.gate.cancelled) == 1  # others may have the slot


def test_other_bytes_that_came_first_are_adopted() -> None:
    world, other = Import(archive=LateArchive()), wav_bytes(59)
    world.archive.objects[KEY] = MemoryObject(other, "audio/wav")
    assert world.run().outcome == "adopted"
    audio = world.known.audio
    assert audio is not None
    assert audio.sha256 == hashlib.sha256(other).hexdigest()
