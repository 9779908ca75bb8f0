"""One execution of the import: its result for each response, and what it writes."""

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
from tests.unit.domain.recordings.example_rows import DELAYS, NOW, raw_call
from tests.unit.usecases.recordings.import_setup import AUDIO, ImportSetup, content, slot

KEY = "recordings/default/a1/2026/11/18/r1.wav"


class BusySource(FakeSource):
    """Calls `meanwhile` when a download begins."""

    def __init__(self, meanwhile: Callable[[], object]) -> None:
        super().__init__([content()])
        self.meanwhile = meanwhile

    def open_recording(
        self, recording_id: str, account_id: str, content_uri: str, slot: Slot
    ) -> ContentManager:
        self.meanwhile()
        return super().open_recording(recording_id, account_id, content_uri, slot)


class LateArchive(MemoryArchive):
    """Finds nothing at first, as if another execution stored the audio after the check."""

    searched = False

    def find(self, row: Recording) -> FoundAudio | None:
        found = super().find(row) if self.searched else None
        self.searched = True
        return found


def sidecar(setup: ImportSetup) -> Sidecar:
    return setup.archive.read_sidecar(KEY.replace(".wav", ".json"))


def test_a_recording_is_stored_with_its_checksums_and_properties() -> None:
    setup = ImportSetup()
    result = setup.run()
    audio = setup.stored.audio
    assert result.outcome == "stored"
    assert setup.stored.state is RecordingState.STORED
    assert audio is not None
    assert audio.sha256 == hashlib.sha256(AUDIO).hexdigest()
    assert (audio.object_key, audio.size) == (KEY, len(AUDIO))
    assert audio.s3_checksum
    assert (audio.duration_seconds, audio.channels, audio.sample_rate) == (60, 1, 8000)
    assert setup.archive.objects[KEY].content == AUDIO


def test_the_result_contains_the_measurements() -> None:
    setup = ImportSetup()
    setup.clock.advance(30)
    result = setup.run()
    age = NOW + 30 - setup.row.end_time
    assert result.size == len(AUDIO)
    assert result.seconds_to_stored == result.call_age == age
    assert result.duration_seconds == 60


def test_the_sidecar_contains_the_row_the_call_and_the_waveform() -> None:
    setup = ImportSetup()
    setup.run()
    document = sidecar(setup)
    assert document.call_raw == raw_call()
    assert document.recording.audio == setup.stored.audio
    assert document.duration_matches_call is True
    assert len(document.peaks[0]) == 800
    assert setup.stored.sidecar_version == document.call_version == setup.stored.call_version


def test_a_sidecar_without_a_call_is_older_than_its_row() -> None:
    setup = ImportSetup()
    setup.table.calls.clear()
    setup.run()
    assert setup.stored.sidecar_version < setup.stored.call_version
    assert sidecar(setup).call_raw is None


def test_an_mp3_is_stored_under_its_own_extension() -> None:
    body = mp3_bytes(58)
    setup = ImportSetup(source=FakeSource([content(body, content_type="audio/mpeg")]))
    assert setup.run().outcome == "stored"
    assert KEY.replace("wav", "mp3") in setup.archive.objects


def test_a_recording_much_shorter_than_its_call_is_stored_with_an_observation() -> None:
    setup = ImportSetup(source=FakeSource([content(wav_bytes(3))]))
    result = setup.run()
    assert (result.outcome, result.observations) == ("stored", ("shorter_than_call",))
    assert sidecar(setup).duration_matches_call is False


def test_the_download_uses_the_users_slot() -> None:
    setup = ImportSetup()
    setup.run()
    assert [download.user for download in setup.source.downloads] == ["user-1"]


# --- which execution may change the row


def test_a_stored_recording_is_not_downloaded_again() -> None:
    setup = ImportSetup()
    setup.run()
    assert setup.run().outcome == "stored"
    assert len(setup.source.downloads) == 1


def test_an_execution_that_was_superseded_does_nothing() -> None:
    setup = ImportSetup()
    late = setup.request
    setup.dispatch()
    result = setup.run(late)
    assert (result.outcome, result.reason) == ("superseded", "dispatched_again")
    assert len(setup.gate.cancelled) == 1
    assert setup.source.downloads == []


def test_an_execution_that_no_longer_holds_its_row_does_nothing() -> None:
    setup = ImportSetup(source=FakeSource([Unavailable("down", status=503)]))
    setup.run()
    assert setup.run().outcome == "superseded"
    assert len(setup.source.downloads) == 1


def test_an_unknown_recording_is_superseded() -> None:
    setup = ImportSetup()
    setup.table.rows.clear()
    assert setup.run().reason == "unknown_recording"


def test_a_running_execution_extends_its_claim() -> None:
    setup = ImportSetup(source=FakeSource([ResourceMissing("bucket")]))
    setup.clock.advance(500)
    with pytest.raises(ConfigurationError):
        setup.run()
    assert setup.stored.claimed_until == NOW + 500 + DELAYS.claim_seconds


def test_a_change_of_the_row_during_the_download_is_kept() -> None:
    setup = ImportSetup()
    setup.source = BusySource(
        lambda: setup.table.put_recording(setup.stored.model_copy(update={"direction": "Outbound"}))
    )
    assert setup.run().outcome == "stored"
    assert setup.stored.direction == "Outbound"


def test_a_row_dispatched_again_during_the_download_is_not_changed() -> None:
    setup = ImportSetup()
    setup.source = BusySource(setup.dispatch)
    request = setup.request
    assert setup.run(request).outcome == "superseded"
    assert setup.stored.dispatch == request.dispatch + 1
    assert setup.stored.state is RecordingState.IMPORTING


# --- the rate limit


def test_a_short_wait_happens_inside_the_function() -> None:
    setup = ImportSetup(gate=FakeGate([slot(NOW + 3, user="user-2")]))
    assert setup.run().outcome == "stored"
    assert setup.clock.slept == [3]
    assert setup.source.downloads[0].user == "user-2"


def test_a_long_wait_goes_back_to_the_workflow() -> None:
    later = slot(NOW + 42, user="user-2")
    setup = ImportSetup(gate=FakeGate([later]))
    result = setup.run()
    assert result.outcome == "wait"
    assert result.next_request is not None
    assert result.next_request.slot == later
    assert result.next_request.start_at == iso_time(NOW + 42)
    assert result.next_request.dispatch == setup.row.dispatch
    assert setup.stored.claimed_until == NOW + 42 + DELAYS.claim_seconds
    assert setup.source.downloads == []


def test_the_function_does_not_wait_if_no_time_is_left_for_the_download() -> None:
    setup = ImportSetup(gate=FakeGate([slot(NOW + 3)]), time_left=15)
    assert setup.run().outcome == "wait"
    assert setup.clock.slept == []


def test_the_number_of_short_waits_is_limited() -> None:
    setup = ImportSetup(gate=FakeGate([slot(NOW + 3 * number) for number in range(1, 9)]))
    assert setup.run().outcome == "wait"
    assert setup.clock.slept == [3, 3, 3]


def test_the_next_step_after_a_wait_stores_the_recording() -> None:
    setup = ImportSetup(gate=FakeGate([slot(NOW + 42)]))
    waiting = setup.run()
    setup.clock.advance(42)
    assert setup.run(waiting.next_request).outcome == "stored"


# --- audio that is already in the archive


def test_audio_in_the_archive_is_adopted_without_a_request() -> None:
    setup = ImportSetup()
    setup.run()
    setup.table.rows[setup.row.key] = setup.row
    result = setup.run()
    assert (result.outcome, result.call_age) == ("adopted", None)
    assert setup.stored.state is RecordingState.STORED
    assert len(setup.source.downloads) == len(setup.gate.checks) == 1
    assert len(setup.gate.cancelled) == 1  # another recording may use the slot


def test_other_bytes_that_were_stored_first_are_adopted() -> None:
    setup, other = ImportSetup(archive=LateArchive()), wav_bytes(59)
    setup.archive.objects[KEY] = MemoryObject(other, "audio/wav")
    assert setup.run().outcome == "adopted"
    audio = setup.stored.audio
    assert audio is not None
    assert audio.sha256 == hashlib.sha256(other).hexdigest()
