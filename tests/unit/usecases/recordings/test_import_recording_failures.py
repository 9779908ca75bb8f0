"""How an import handles failures of RingCentral, S3 and the body."""

from __future__ import annotations

import pytest

from ringkeep.domain.limits.slots import Lane
from ringkeep.domain.recordings.recordings import RecordingState
from ringkeep.domain.recordings.retry_delays import DAY, MINUTE
from ringkeep.errors import (
    BadRequest,
    BodyTruncated,
    Busy,
    ConfigurationError,
    ForeignHost,
    InvalidAnswer,
    LoginFailed,
    NoSlot,
    NotFound,
    PermissionMissing,
    RateLimited,
    RingkeepError,
    TokenRefused,
    TokenRejected,
    Unavailable,
)
from ringkeep.usecases.recordings.import_result import ImportResult
from tests.fakes.recordings.archive import FailingArchive
from tests.fakes.recordings.audio_files import wav_bytes
from tests.fakes.recordings.content import FakeContent, FakeSource
from tests.unit.domain.recordings.example_rows import DELAYS, NOW, pending, raw_call
from tests.unit.usecases.recordings.import_setup import AUDIO, MAXIMUM_BYTES, ImportSetup, content

NOT_FOUND = NotFound("no content", status=404, code="CMN-102")
FRESH = pending(end_time=NOW - 60)


def failing(error: RingkeepError, **row: object) -> ImportSetup:
    """Returns an import of a fresh recording whose download fails."""
    return ImportSetup(source=FakeSource([error]), row=FRESH.model_copy(update=row))


def sending(body: FakeContent) -> ImportSetup:
    return ImportSetup(source=FakeSource([body]))


def decided(setup: ImportSetup) -> str:
    """Returns the reason in the only decision document."""
    (key,) = setup.archive.decision_keys()
    return setup.archive.read_decision(key).recording.reason


def assert_nothing_stored(setup: ImportSetup) -> None:
    assert list(setup.archive.recording_keys()) == []
    assert setup.stored.audio is None


# --- not ready, or deleted


def test_content_that_is_not_ready_is_requested_again_soon() -> None:
    setup = failing(NOT_FOUND)
    result = setup.run()
    assert (result.outcome, result.attempt, result.call_age) == ("not_ready", 1, 60)
    assert setup.stored.due_at == NOW + MINUTE
    assert setup.stored.state is RecordingState.PENDING
    assert setup.stored.lane is Lane.RETRY
    assert setup.source.log_requests == []


def test_a_404_is_not_ready_if_the_call_log_still_lists_the_recording() -> None:
    setup = ImportSetup(source=FakeSource([NOT_FOUND], log=raw_call()))
    assert setup.run().outcome == "not_ready"
    assert setup.source.log_requests == ["c1"]


@pytest.mark.parametrize(
    "log", [raw_call(recording=None), raw_call(recording={"id": "r2"}), NOT_FOUND]
)
def test_a_recording_that_the_call_log_no_longer_lists_is_lost_at_the_second_look(
    log: dict[str, object] | RingkeepError,
) -> None:
    setup = ImportSetup(source=FakeSource([NOT_FOUND], log=log))  # type: ignore[arg-type]
    assert (setup.run().outcome, setup.stored.reason) == ("not_ready", "not_listed")
    assert setup.stored.due_at == NOW + DELAYS.loss_proof_delay
    result = setup.run_again()
    assert (result.outcome, result.reason) == ("lost", "deleted_at_ringcentral")
    assert decided(setup) == "deleted_at_ringcentral"


def test_a_recording_on_a_leg_is_not_lost() -> None:
    log = raw_call(recording=None, legs=[{"recording": {"id": "r1"}}])
    setup = ImportSetup(source=FakeSource([NOT_FOUND], log=log))
    assert setup.run().outcome == "not_ready"


def test_a_recording_on_another_record_of_the_session_is_not_lost() -> None:
    other = raw_call(id="c2", legs=[{"recording": {"id": "r1"}}], recording=None)
    source = FakeSource([NOT_FOUND], log=raw_call(recording=None), session=[other])
    assert ImportSetup(source=source).run().outcome == "not_ready"


@pytest.mark.parametrize(
    "log",
    [NoSlot("full"), Unavailable("down"), PermissionMissing("no"), InvalidAnswer("?"), {"id": 1}],
)
def test_a_recording_is_not_lost_if_the_call_log_cannot_be_read(log: object) -> None:
    setup = ImportSetup(source=FakeSource([NOT_FOUND], log=log))  # type: ignore[arg-type]
    assert setup.run().outcome == "not_ready"


def test_an_unconfirmed_hint_is_not_looked_up_in_the_call_log() -> None:
    setup = ImportSetup(source=FakeSource([NOT_FOUND]), row=pending(confirmed=False))
    assert setup.run().outcome == "not_ready"


def test_an_expired_recording_is_lost_at_the_second_look_and_has_a_decision() -> None:
    source = FakeSource([NOT_FOUND], log=NOT_FOUND)
    missing_since = NOW - DELAYS.between_proofs
    row = pending(expires_at=missing_since - 1, missing_since=missing_since)
    setup = ImportSetup(source=source, row=row)
    assert (setup.run().outcome, decided(setup)) == ("lost", "expired")


def test_an_expired_unconfirmed_hint_is_unavailable_not_lost() -> None:
    setup = failing(NOT_FOUND, expires_at=NOW - 1, confirmed=False)
    assert (setup.run().outcome, decided(setup)) == ("unavailable", "not_confirmed")


# --- RingCentral refuses


def test_a_recording_waits_for_a_missing_permission() -> None:
    setup = failing(PermissionMissing("ReadCallRecording"))
    result = setup.run()
    assert (result.outcome, result.attempt) == ("forbidden", 0)
    assert setup.stored.due_at == NOW + DELAYS.forbidden_delay


def test_a_permission_missing_until_the_retention_is_over_has_a_decision() -> None:
    setup = failing(PermissionMissing("ReadCallRecording"), expires_at=NOW - 1)
    assert (setup.run().outcome, decided(setup)) == ("unavailable", "forbidden")


def test_a_429_waits_for_its_retry_after_and_does_not_count_as_an_attempt() -> None:
    setup = failing(RateLimited("slow down", retry_after=37))
    result = setup.run()
    assert (result.outcome, result.attempt) == ("throttled", 0)
    assert setup.stored.due_at == NOW + 37


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (Unavailable("down", status=503), "outage"),
        (InvalidAnswer("not JSON"), "outage"),
        (TokenRejected("OAU-213", status=401), "outage"),
        (LoginFailed("OAU-140", status=400), "login_failed"),
        (NoSlot("full"), "no_slot"),
        (Busy("login elsewhere"), "no_slot"),
    ],
)
def test_a_temporary_problem_does_not_count_as_an_attempt(
    error: RingkeepError, reason: str
) -> None:
    setup = failing(error)
    result = setup.run()
    assert (result.outcome, result.reason, result.attempt) == ("postponed", reason, 0)
    assert setup.stored.due_at == NOW + 2 * MINUTE
    assert_nothing_stored(setup)


def test_a_refused_token_waits_for_the_next_try_and_does_not_count_as_an_attempt() -> None:
    setup = failing(TokenRefused("OAU-151", status=401, retry_after=900))
    result = setup.run()
    assert (result.outcome, result.reason, result.attempt) == ("postponed", "token_refused", 0)
    assert setup.stored.due_at == NOW + 900


def test_an_outage_waits_for_its_retry_after() -> None:
    setup = failing(Unavailable("switching", status=503, retry_after=12))
    setup.run()
    assert setup.stored.due_at == NOW + 12


@pytest.mark.parametrize("asked", [0.0, -1.0])
def test_an_outage_that_asks_for_no_wait_is_not_repeated_at_once(asked: float) -> None:
    setup = failing(Unavailable("switching", status=503, retry_after=asked))
    setup.run()
    assert setup.stored.due_at == NOW + 2 * MINUTE


def test_the_delays_grow_although_each_response_asks_for_the_same_short_wait() -> None:
    setup = failing(Unavailable("switching", status=503, retry_after=1))
    setup.run()
    waits = [setup.stored.due_at - setup.clock.now()]
    for _ in range(3):
        setup.run_again()
        waits.append(setup.stored.due_at - setup.clock.now())
    assert waits == [1, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE]


def test_the_delays_grow_during_a_long_outage() -> None:
    setup = failing(Unavailable("down", status=503))
    setup.run()
    waits = []
    for _ in range(5):
        setup.run_again()
        waits.append(setup.stored.due_at - setup.clock.now())
    assert waits == [5 * MINUTE, 10 * MINUTE, 30 * MINUTE, 60 * MINUTE, 60 * MINUTE]


def test_another_response_resets_the_delays() -> None:
    down = Unavailable("down", status=503)
    setup = ImportSetup(source=FakeSource([down, down, NOT_FOUND, down]), row=FRESH)
    setup.run()
    for _ in range(3):
        setup.run_again()
    assert setup.stored.due_at == setup.clock.now() + 2 * MINUTE


@pytest.mark.parametrize("error", [BadRequest("?", status=400), ForeignHost("elsewhere")])
def test_a_refusal_is_retried_daily_until_the_retention_is_over(
    error: RingkeepError,
) -> None:
    setup = failing(error)
    assert setup.run().outcome == "postponed"
    assert setup.stored.due_at == NOW + DAY
    setup = failing(error, expires_at=NOW - 1)
    assert (setup.run().outcome, decided(setup)) == ("unavailable", "refused")


def test_a_wrong_configuration_is_raised() -> None:
    setup = failing(ConfigurationError("no bucket"))
    with pytest.raises(ConfigurationError):
        setup.run()
    assert setup.stored.state is RecordingState.IMPORTING


# --- the body


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (content(b""), "body_empty"),
        (content(b"<html>"), "body_html"),
        (content(b'{"errorCode":"x"}'), "body_json"),
        (content(AUDIO[:44]), "body_header_only"),
        (content(AUDIO[:-1], content_length=len(AUDIO)), "body_truncated"),
        (content(AUDIO, error=BodyTruncated("ended early")), "body_truncated"),
    ],
)
def test_a_body_that_is_not_a_recording_is_not_stored(body: FakeContent, reason: str) -> None:
    setup = sending(body)
    result = setup.run()
    assert (result.outcome, result.reason, result.attempt) == ("bad_body", reason, 0)
    assert setup.stored.due_at == NOW + MINUTE
    assert setup.archive.objects == {}


def test_an_interrupted_download_stores_nothing() -> None:
    setup = sending(content(AUDIO, error=Unavailable("connection reset")))
    assert setup.run().outcome == "postponed"
    assert setup.archive.objects == {}


@pytest.mark.parametrize("length", [MAXIMUM_BYTES + 1, None])
def test_a_body_larger_than_the_maximum_is_rejected(length: int | None) -> None:
    setup = sending(content(bytes(MAXIMUM_BYTES + 1), content_length=length))
    assert (setup.run().outcome, setup.stored.reason) == ("bad_body", "body_too_large")
    assert setup.stored.due_at == NOW + DAY


def test_a_body_with_a_too_large_content_length_is_not_read() -> None:
    body = content(AUDIO, content_length=MAXIMUM_BYTES + 1, error=AssertionError("it was read"))
    assert sending(body).run().outcome == "bad_body"


def test_a_transfer_too_slow_for_the_function_is_stopped_in_time() -> None:
    setup = ImportSetup(time_left=5)
    assert (setup.run().outcome, setup.stored.reason) == ("postponed", "outage")
    assert_nothing_stored(setup)


def test_bytes_of_another_type_are_quarantined() -> None:
    setup = sending(content(b"OggS" + bytes(100), content_type="audio/ogg"))
    result = setup.run()
    assert (result.outcome, result.reason, result.size) == ("quarantined", "unexpected_type", 104)
    key = "quarantine/default/a1/2026/11/18/r1.ogg"
    assert setup.archive.objects[key].content == b"OggS" + bytes(100)
    assert decided(setup) == "unexpected_type"
    assert key in setup.stored.history[-1].detail


def run_times(setup: ImportSetup, times: int) -> list[ImportResult]:
    return [setup.run(), *(setup.run_again() for _ in range(times - 1))]


@pytest.mark.parametrize(
    "body",
    [
        content(b"\x00\x01\x02" * 100, content_type="audio/mpeg"),
        content(b"RIFF\x10\x00\x00\x00WAVEdata\xff\x00\x00\x00" + b"\x55" * 400),
    ],
)
def test_unreadable_audio_is_quarantined_after_three_more_requests(body: FakeContent) -> None:
    setup = sending(body)
    results = run_times(setup, 4)
    assert [result.outcome for result in results] == ["bad_body"] * 3 + ["quarantined"]
    assert results[-1].reason == "unreadable"
    (key,) = (key for key in setup.archive.objects if key.startswith("quarantine/"))
    assert setup.archive.objects[key].content == body.body


def test_a_wav_that_is_never_complete_is_stored_with_an_observation() -> None:
    setup = sending(content(wav_bytes(60)[:-4000], content_length=None))
    results = run_times(setup, 4)
    assert [result.outcome for result in results] == ["bad_body"] * 3 + ["stored"]
    assert results[-1].observations == results[-1].doubts == setup.stored.doubts == ("truncated",)


def test_other_bad_bodies_do_not_count_towards_the_quarantine() -> None:
    noise = content(b"\x00\x01\x02" * 100)
    setup = ImportSetup(source=FakeSource([*[content(b"<html>")] * 3, noise]))
    assert run_times(setup, 4)[-1].outcome == "bad_body"


# --- S3


@pytest.mark.parametrize("method", ["find", "store", "write_sidecar"])
def test_a_storage_failure_postpones_the_recording(method: str) -> None:
    setup = ImportSetup(archive=FailingArchive(method))
    result = setup.run()
    assert (result.outcome, result.reason, result.attempt) == ("postponed", "storage_failed", 0)
    assert setup.stored.audio is None


def test_nothing_is_downloaded_while_the_archive_cannot_be_searched() -> None:
    setup = ImportSetup(archive=FailingArchive("find"))
    setup.run()
    assert setup.source.downloads == []


def test_a_row_is_not_closed_if_its_decision_cannot_be_written() -> None:
    setup = failing(NOT_FOUND, expires_at=NOW - 1)
    setup.archive = FailingArchive("write_decision")
    with pytest.raises(RingkeepError):
        setup.run()
    assert setup.stored.state is RecordingState.IMPORTING


def test_unreadable_audio_in_the_archive_is_reported_and_kept() -> None:
    setup = ImportSetup()
    setup.run()
    key = "recordings/default/a1/2026/11/18/r1.wav"
    setup.archive.objects[key] = setup.archive.objects[key]._replace(content=b"RIFF\0\0\0\0WAVE")
    setup.table.rows[setup.row.key] = setup.row
    result = setup.run()
    assert (result.outcome, result.reason) == ("quarantined", "archived_unreadable")
    assert key in setup.archive.objects
