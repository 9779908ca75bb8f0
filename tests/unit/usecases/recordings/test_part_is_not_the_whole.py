"""A part of a recording is never stored as if it were proved to be the whole."""

from __future__ import annotations

import pytest

from ringkeep.domain.recordings.recordings import Recording, RecordingState
from ringkeep.domain.recordings.retry_delays import DAY, HOUR, MINUTE
from ringkeep.errors import BodyTruncated, Unavailable
from ringkeep.usecases.recordings.import_result import ImportResult
from tests.fakes.recordings.audio_files import mp3_bytes, wav_bytes, with_id3, without_frame_count
from tests.fakes.recordings.content import FakeContent, FakeSource
from tests.unit.domain.recordings.example_rows import NOW, pending
from tests.unit.usecases.recordings.import_setup import ImportSetup, content
from tests.unit.usecases.recordings.test_import_recording_failures import run_times

WAV = wav_bytes(60)
HALF_WAV = WAV[: len(WAV) // 2]
MP3 = mp3_bytes(60)
PART = "status 206 with the range 0-480021 of 960044 bytes"
QUARANTINE = "quarantine/default/a1/2026/11/18/r1"


def mp3(body: bytes) -> FakeContent:
    return content(body, content_type="audio/mpeg")


def sending(*bodies: FakeContent, **row: object) -> ImportSetup:
    return ImportSetup(source=FakeSource(list(bodies)), row=pending(**row))


PARTS = [
    content(HALF_WAV, part=PART),
    content(HALF_WAV, content_length=len(WAV)),
    content(HALF_WAV, error=BodyTruncated("ended early")),
]


@pytest.mark.parametrize("body", PARTS)
def test_a_part_is_asked_for_again_and_nothing_is_stored(body: FakeContent) -> None:
    setup = sending(body)
    result = setup.run()
    assert (result.outcome, result.reason, result.attempt) == ("bad_body", "body_truncated", 0)
    assert setup.archive.objects == {}
    assert setup.stored.due_at == NOW + MINUTE


@pytest.mark.parametrize("body", PARTS)
def test_the_whole_recording_after_a_part_is_stored_without_a_doubt(body: FakeContent) -> None:
    setup = sending(body, content(WAV))
    setup.run()
    assert setup.run_again().outcome == "stored"
    assert setup.stored.doubts == ()


@pytest.mark.parametrize("body", PARTS)
def test_what_stays_a_part_for_a_day_is_kept_in_quarantine(body: FakeContent) -> None:
    setup = sending(body)
    results = run_times(setup, 7)
    assert [result.outcome for result in results] == ["bad_body"] * 6 + ["quarantined"]
    assert results[-1].reason == "truncated"
    assert setup.clock.now() - NOW == pytest.approx(DAY + 4 * HOUR + 26 * MINUTE)
    assert setup.archive.objects[f"{QUARANTINE}.wav"].content == HALF_WAV


def test_a_part_is_kept_if_ringcentral_may_delete_the_recording_before_the_next_try() -> None:
    setup = sending(PARTS[0], expires_at=NOW + 30)
    assert setup.run().outcome == "quarantined"
    assert setup.archive.objects[f"{QUARANTINE}.wav"].content == HALF_WAV


def test_a_truncated_response_without_a_byte_keeps_nothing() -> None:
    setup = sending(content(b"", content_length=10), expires_at=NOW)
    assert (setup.run().outcome, setup.stored.reason) == ("unavailable", "body_truncated")
    assert not any(key.startswith("quarantine/") for key in setup.archive.objects)


def test_a_body_longer_than_its_content_length_is_kept_in_quarantine_in_the_end() -> None:
    setup = sending(content(WAV, content_length=len(WAV) - 1))
    results = run_times(setup, 7)
    assert [result.outcome for result in results] == ["bad_body"] * 6 + ["quarantined"]
    assert results[-1].reason == "overlong"


LONGER_RIFF = WAV[:4] + (len(WAV) + 1000).to_bytes(4, "little") + WAV[8:]
RF64 = (
    b"RF64\xff\xff\xff\xffWAVEds64\x1c\x00\x00\x00"
    + (len(WAV) + 28).to_bytes(8, "little")
    + (len(WAV) - 44).to_bytes(8, "little")
    + bytes(12)
    + WAV[12:40]
    + b"\xff\xff\xff\xff"
    + WAV[44:]
)
DOUBTFUL = [
    content(WAV, unasked_range=True),
    content(HALF_WAV),
    content(LONGER_RIFF),
    content(RF64[: len(RF64) // 2]),
    content(HALF_WAV, content_type="application/octet-stream"),
    content(HALF_WAV, content_length=None),
    mp3(MP3[: len(MP3) // 2]),
    mp3(with_id3(MP3)[: len(MP3) // 2]),
    mp3(with_id3(MP3, size=100_000)[: 100_000 + len(MP3) // 2]),
]


@pytest.mark.parametrize("body", DOUBTFUL)
def test_a_body_whose_header_promises_more_is_asked_for_again(body: FakeContent) -> None:
    setup = sending(body)
    result = setup.run()
    assert (result.outcome, result.reason) == ("bad_body", "body_truncated")
    assert setup.archive.objects == {}


def doubt_is_noted(setup: ImportSetup, result: ImportResult, doubt: str) -> None:
    assert result.outcome in ("stored", "adopted")
    row: Recording = setup.stored
    assert row.doubts == result.doubts == (doubt,)
    assert "doubtful" in row.history[-1].detail
    (key,) = (key for key in setup.archive.recording_keys() if key.endswith(".json"))
    sidecar = setup.archive.read_sidecar(key)
    assert sidecar.recording.doubts == (doubt,)
    assert doubt in sidecar.observations


@pytest.mark.parametrize("body", DOUBTFUL)
def test_what_always_promises_more_is_stored_with_its_doubt(body: FakeContent) -> None:
    setup = sending(body)
    results = run_times(setup, 4)
    assert [result.outcome for result in results] == ["bad_body"] * 3 + ["stored"]
    assert "truncated" in setup.stored.doubts
    assert "truncated" in results[-1].observations


def test_the_doubt_is_on_the_row_in_the_sidecar_and_in_the_result() -> None:
    setup = sending(content(HALF_WAV))
    doubt_is_noted(setup, run_times(setup, 4)[-1], "truncated")


def test_a_doubtful_body_is_stored_if_ringcentral_may_delete_it_before_the_next_try() -> None:
    setup = sending(content(HALF_WAV), expires_at=NOW + 30)
    doubt_is_noted(setup, setup.run(), "truncated")


def test_adopted_audio_keeps_the_doubt_that_a_killed_worker_could_not_note() -> None:
    setup = sending(content(HALF_WAV))
    run_times(setup, 3)
    before = setup.stored
    setup.run_again()
    setup.archive.objects = {
        key: value for key, value in setup.archive.objects.items() if not key.endswith(".json")
    }
    setup.table.rows[before.key] = before.model_copy(update={"revision": setup.stored.revision})
    result = setup.run_again()
    assert result.outcome == "adopted"
    doubt_is_noted(setup, result, "truncated")


@pytest.mark.parametrize("seconds", [30, 56])
def test_an_mp3_that_is_seconds_shorter_than_its_call_is_stored_with_a_doubt(seconds: int) -> None:
    setup = sending(mp3(without_frame_count(mp3_bytes(seconds))))
    doubt_is_noted(setup, setup.run(), "shorter_than_call")


def test_an_mp3_with_a_matching_frame_count_is_doubted_too_if_the_call_was_longer() -> None:
    setup = sending(mp3(mp3_bytes(30)))
    doubt_is_noted(setup, setup.run(), "shorter_than_call")


@pytest.mark.parametrize(
    ("body", "row"),
    [
        (mp3(MP3), {}),
        (mp3(without_frame_count(MP3)), {}),
        (mp3(mp3_bytes(58)), {}),
        (mp3(mp3_bytes(10)), {"recording_type": "OnDemand"}),
        (content(wav_bytes(40)), {}),
        (content(RF64), {}),
        (content(WAV[:40] + bytes(4) + WAV[44:]), {}),
        (content(WAV[:4] + b"\xff\xff\xff\xff" + WAV[8:40] + b"\xff\xff\xff\xff" + WAV[44:]), {}),
    ],
)
def test_a_whole_recording_has_no_doubt(body: FakeContent, row: dict[str, object]) -> None:
    setup = sending(body, **row)
    assert setup.run().outcome == "stored"
    assert setup.stored.doubts == ()


def test_bad_bodies_until_the_retention_is_over_are_not_called_lost() -> None:
    setup = sending(content(b"<html>"), expires_at=NOW)
    assert (setup.run().outcome, setup.stored.reason) == ("unavailable", "body_html")


def test_an_interrupted_download_is_neither_a_part_nor_stored() -> None:
    setup = sending(content(HALF_WAV, error=Unavailable("reset")))
    assert setup.run().outcome == "postponed"
    assert setup.stored.state is RecordingState.PENDING
