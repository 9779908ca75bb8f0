"""What an import makes of every way in which RingCentral, S3 or the body can disappoint."""

from __future__ import annotations

import pytest

from ringkeep.domain.limits.slots import Lane
from ringkeep.domain.recordings.lifecycle import DAY, MINUTE
from ringkeep.domain.recordings.recordings import RecordingState
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
    TokenRejected,
    Unavailable,
)
from ringkeep.usecases.recordings.import_result import ImportResult
from tests.fakes.recordings.archive import BreakingArchive
from tests.fakes.recordings.audio_files import wav_bytes
from tests.fakes.recordings.content import FakeContent, FakeSource
from tests.unit.domain.recordings.rows import DELAYS, NOW, pending, raw_call
from tests.unit.usecases.recordings.importing import AUDIO, BOUND, Import, content

NOT_FOUND = NotFound("no content", status=404, code="CMN-102")
FRESH = pending(end_time=NOW - 60)


def failing(error: RingkeepError, **row: object) -> Import:
    """A fresh recording whose download fails."""
    return Import(source=FakeSource([error]), row=FRESH.model_copy(update=row))


def sending(body: FakeContent) -> Import:
    return Import(source=FakeSource([body]))


def decided(world: Import) -> str:
    """The reason of the only decision in the journal."""
    (key,) = world.archive.decision_keys()
    return world.archive.read_decision(key).recording.reason


def assert_nothing_stored(world: Import) -> None:
    assert list(world.archive.recording_keys()) == []
    assert world.known.audio is None


# --- not there (yet)


def test_content_that_is_not_ready_is_asked_for_again_soon() -> None:
    world = failing(NOT_FOUND)
    result = world.run()
    assert (result.outcome, result.attempt, result.call_age) == ("not_ready", 1, 60)
    assert world.known.due_at == NOW + MINUTE
    assert world.known.state is RecordingState.PENDING
    assert world.known.lane is Lane.RETRY
    assert world.source.log_asked == []


def test_a_404_on_an_old_call_that_the_log_still_shows_is_not_ready() -> None:
    world = Import(source=FakeSource([NOT_FOUND], log=raw_call()))
    assert world.run().outcome == "not_ready"
    assert world.source.log_asked == ["c1"]


@pytest.mark.parametrize(
    "log", [raw_call(recording=None), raw_call(recording={"id": "r2"}), NOT_FOUND]
)
def test_a_recording_that_the_log_no_longer_shows_is_lost(
    log: dict[str, object] | RingkeepError,
) -> None:
    world = Import(source=FakeSource([NOT_FOUND], log=log))  # type: ignore[arg-type]
    result = world.run()
    assert (result.outcome, result.reason) == ("lost", "deleted_at_ringcentral")
    assert decided(world) == "deleted_at_ringcentral"


def test_a_recording_that_only_a_leg_names_is_not_lost() -> None:
    log = raw_call(recording=None, legs=[{"recording": {"id": "r1"}}])
    world = Import(source=FakeSource([NOT_FOUND], log=log))
    assert world.run().outcome == "not_ready"


def test_a_recording_that_another_record_of_the_session_names_is_not_lost() -> None:
    other = raw_call(id="c2", legs=[{"recording": {"id": "r1"}}], recording=None)
    source = FakeSource([NOT_FOUND], log=raw_call(recording=None), session=[other])
    assert Import(source=source).run().outcome == "not_ready"


@pytest.mark.parametrize(
    "log",
    [NoSlot("full"), Unavailable("down"), PermissionMissing("no"), InvalidAnswer("?"), {"id": 1}],
)
def test_a_log_that_cannot_be_asked_proves_nothing(log: object) -> None:
    world = Import(source=FakeSource([NOT_FOUND], log=log))  # type: ignore[arg-type]
    assert world.run().outcome == "not_ready"


def test_a_hint_that_the_log_never_confirmed_is_not_looked_up() -> None:
    world = Import(source=FakeSource([NOT_FOUND]), row=pending(confirmed=False))
    assert world.run().outcome == "not_ready"


def test_a_recording_whose_time_is_over_is_lost_and_journalled() -> None:
    world = failing(NOT_FOUND, expires_at=NOW - 1)
    assert (world.run().outcome, decided(world)) == ("lost", "expired")


def test_a_hint_whose_time_is_over_is_no_loss() -> None:
    world = failing(NOT_FOUND, expires_at=NOW - 1, confirmed=False)
    assert (world.run().outcome, decided(world)) == ("unavailable", "not_confirmed")


# --- RingCentral says no


def test_a_missing_permission_waits_for_somebody_to_mend_it() -> None:
    world = failing(PermissionMissing("ReadCallRecording"))
    result = world.run()
    assert (result.outcome, result.attempt) == ("forbidden", 0)
    assert world.known.due_at == NOW + DELAYS.forbidden_delay


def test_a_permission_that_nobody_mended_in_time_is_journalled() -> None:
    world = failing(PermissionMissing("ReadCallRecording"), expires_at=NOW - 1)
    assert (world.run().outcome, decided(world)) == ("unavailable", "forbidden")


def test_a_429_waits_as_long_as_it_says_and_spends_no_attempt() -> None:
    world = failing(RateLimited("slow down", retry_after=37))
    result = world.run()
    assert (result.outcome, result.attempt) == ("throttled", 0)
    assert world.known.due_at == NOW + 37


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
def test_trouble_that_passes_spends_no_attempt(error: RingkeepError, reason: str) -> None:
    world = failing(error)
    result = world.run()
    assert (result.outcome, result.reason, result.attempt) == ("postponed", reason, 0)
    assert world.known.due_at == NOW + 2 * MINUTE
    assert_nothing_stored(world)


def test_an_outage_that_says_how_long_is_believed() -> None:
    world = failing(Unavailable("switching", status=503, retry_after=12))
    world.run()
    assert world.known.due_at == NOW + 12


def test_a_long_outage_is_asked_about_more_rarely() -> None:
    world = failing(Unavailable("down", status=503))
    world.run()
    waits = []
    for _ in range(5):
        world.again()
        waits.append(world.known.due_at - world.clock.now())
    assert waits == [5 * MINUTE, 10 * MINUTE, 30 * MINUTE, 60 * MINUTE, 60 * MINUTE]


def test_another_answer_ends_the_outage() -> None:
    down = Unavailable("down", status=503)
    world = Import(source=FakeSource([down, down, NOT_FOUND, down]), row=FRESH)
    world.run()
    for _ in range(3):
        world.again()
    assert world.known.due_at == world.clock.now() + 2 * MINUTE


@pytest.mark.parametrize("error", [BadRequest("?", status=400), ForeignHost("elsewhere")])
def test_what_asking_again_cannot_change_is_tried_rarely_and_not_for_ever(
    error: RingkeepError,
) -> None:
    world = failing(error)
    assert world.run().outcome == "postponed"
    assert world.known.due_at == NOW + DAY
    world = failing(error, expires_at=NOW - 1)
    assert (world.run().outcome, decided(world)) == ("unavailable", "refused")


def test_a_wrong_configuration_is_loud() -> None:
    world = failing(ConfigurationError("no bucket"))
    with pytest.raises(ConfigurationError):
        world.run()
    assert world.known.state is RecordingState.IMPORTING


# --- the body


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (content(b""), "body_empty"),
        (content(b"<html>"), "body_html"),
        (content(b'{"errorCode":"x"}'), "body_json"),
        (content(AUDIO[:44]), "body_header_only"),
        (content(AUDIO[:-1], content_length=len(AUDIO)), "body_truncated"),
        (content(AUDIO, breaks=BodyTruncated("ended early")), "body_truncated"),
    ],
)
def test_a_body_that_is_no_recording_is_never_stored(body: FakeContent, reason: str) -> None:
    world = sending(body)
    result = world.run()
    assert (result.outcome, result.reason, result.attempt) == ("bad_body", reason, 0)
    assert world.known.due_at == NOW + MINUTE
    assert world.archive.objects == {}


def test_a_download_that_breaks_half_way_leaves_nothing() -> None:
    world = sending(content(AUDIO, breaks=Unavailable("connection reset")))
    assert world.run().outcome == "postponed"
    assert world.archive.objects == {}


@pytest.mark.parametrize("length", [BOUND + 1, None])
def test_a_body_larger_than_allowed_is_refused_at_the_bound(length: int | None) -> None:
    world = sending(content(bytes(BOUND + 1), content_length=length))
    assert (world.run().outcome, world.known.reason) == ("bad_body", "body_too_large")
    assert world.known.due_at == NOW + DAY


def test_a_body_that_says_it_is_too_large_is_not_read() -> None:
    body = content(AUDIO, content_length=BOUND + 1, breaks=AssertionError("it was read"))
    assert sending(body).run().outcome == "bad_body"


def test_a_transfer_too_slow_for_the_function_is_given_up_in_time() -> None:
    world = Import(time_left=5)
    assert (world.run().outcome, world.known.reason) == ("postponed", "outage")
    assert_nothing_stored(world)


def test_bytes_of_another_type_go_to_the_quarantine() -> None:
    world = sending(content(b"OggS" + bytes(100), content_type="audio/ogg"))
    result = world.run()
    assert (result.outcome, result.reason, result.size) == ("quarantined", "unexpected_type", 104)
    key = "quarantine/default/a1/2026/11/18/r1.ogg"
    assert world.archive.objects[key].content == b"OggS" + bytes(100)
    assert decided(world) == "unexpected_type"
    assert key in world.known.history[-1].detail


def tried(world: Import, times: int) -> list[ImportResult]:
    return [world.run(), *(world.again() for _ in range(times - 1))]


@pytest.mark.parametrize(
    "body",
    [
        content(b"\x00\x01\x02" * 100, content_type="audio/mpeg"),
        content(b"RIFF\x10\x00\x00\x00WAVEdata\xff\x00\x00\x00" + b"\x55" * 400),
    ],
)
def test_unreadable_audio_is_asked_for_three_times_then_kept_apart(body: FakeContent) -> None:
    world = sending(body)
    results = tried(world, 4)
    assert [result.outcome for result in results] == ["bad_body"] * 3 + ["quarantined"]
    assert results[-1].reason == "unreadable"
    (key,) = (key for key in world.archive.objects if key.startswith("quarantine/"))
    assert world.archive.objects[key].content == body.body


def test_a_wav_that_is_never_complete_is_stored_in_the_end_with_a_note() -> None:
    world = sending(content(wav_bytes(60)[:-4000], content_length=None))
    results = tried(world, 4)
    assert [result.outcome for result in results] == ["bad_body"] * 3 + ["stored"]
    assert results[-1].observations == ("incomplete",)


def test_other_bad_bodies_do_not_hasten_the_quarantine() -> None:
    noise = content(b"\x00\x01\x02" * 100)
    world = Import(source=FakeSource([*[content(b"<html>")] * 3, noise]))
    assert tried(world, 4)[-1].outcome == "bad_body"


# --- S3


@pytest.mark.parametrize("method", ["find", "store", "write_sidecar"])
def test_storage_that_fails_postpones_and_never_says_stored(method: str) -> None:
    world = Import(archive=BreakingArchive(method))
    result = world.run()
    assert (result.outcome, result.reason, result.attempt) == ("postponed", "storage_failed", 0)
    assert world.known.audio is None


def test_no_request_is_spent_while_the_archive_cannot_be_looked_at() -> None:
    world = Import(archive=BreakingArchive("find"))
    world.run()
    assert world.source.asked == []


def test_a_decision_that_cannot_be_journalled_is_not_taken() -> None:
    world = failing(NOT_FOUND, expires_at=NOW - 1)
    world.archive = BreakingArchive("journal_decision")
    with pytest.raises(RingkeepError):
        world.run()
    assert world.known.state is RecordingState.IMPORTING


def test_audio_in_the_archive_that_is_none_is_told_and_left() -> None:
    world = Import()
    world.run()
    key = "recordings/default/a1/2026/11/18/r1.wav"
    world.archive.objects[key] = world.archive.objects[key]._replace(content=b"RIFF\0\0\0\0WAVE")
    world.table.rows[world.row.key] = world.row
    result = world.run()
    assert (result.outcome, result.reason) == ("quarantined", "archived_unreadable")
    assert key in world.archive.objects
