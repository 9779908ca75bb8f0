"""A recording is lost only if a user who sees the whole company learns so twice, hours apart."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ringkeep.domain.json import JsonObject
from ringkeep.domain.recordings import lifecycle
from ringkeep.domain.recordings.hints import Hint, hinted_again
from ringkeep.domain.recordings.recordings import Recording, RecordingState
from ringkeep.domain.recordings.retry_delays import DAY, HOUR, RetryDelays
from ringkeep.errors import NoSlot, NotFound, RingkeepError, Unavailable
from tests.fakes.recordings.archive import MemoryArchive
from tests.fakes.recordings.content import FakeSource
from tests.unit.domain.recordings.example_rows import (
    DELAYS,
    NOW,
    POLICY,
    finding,
    pending,
    raw_call,
)
from tests.unit.usecases.recordings.import_setup import ImportSetup, content

NOT_FOUND = NotFound("no content", status=404, code="CMN-102")


def missing(log: JsonObject | RingkeepError = NOT_FOUND, **source: object) -> ImportSetup:
    """The case `not shown is not deleted`: content, record and session of an old call show nothing."""
    created = FakeSource([NOT_FOUND], log=log, **source)  # type: ignore[arg-type]
    return ImportSetup(source=created)


def decisions(archive: MemoryArchive) -> list[str]:
    return [archive.read_decision(key).recording.reason for key in archive.decision_keys()]


def test_the_first_look_that_shows_nothing_is_noted_and_looked_at_again_hours_later() -> None:
    setup = missing()
    assert setup.run().outcome == "not_ready"
    row = setup.stored
    assert (row.state, row.reason) == (RecordingState.PENDING, "not_listed")
    assert (row.missing_since, row.due_at) == (NOW, NOW + 6 * HOUR)
    assert decisions(setup.archive) == []


def test_a_second_look_hours_later_proves_the_loss() -> None:
    setup = missing()
    setup.run()
    result = setup.run_again()
    assert (result.outcome, result.reason) == ("lost", "deleted_at_ringcentral")
    assert decisions(setup.archive) == ["deleted_at_ringcentral"]
    assert setup.source.log_requests == ["c1", "c1"]


def test_two_looks_within_hours_prove_nothing() -> None:
    setup = missing()
    setup.run()
    setup.clock.advance(5 * HOUR)
    setup.dispatch()
    setup.run()
    row = setup.stored
    assert (row.state, row.missing_since, row.due_at) == (
        RecordingState.PENDING,
        NOW,
        NOW + 6 * HOUR,
    )


def test_without_a_user_who_sees_the_company_nothing_is_lost_and_the_log_is_not_asked() -> None:
    setup = missing(company=False)
    setup.run()
    while setup.stored.state is RecordingState.PENDING and setup.stored.due_at < NOW + 60 * DAY:
        setup.run_again()
    assert setup.stored.state is RecordingState.PENDING
    assert setup.stored.missing_since == 0.0
    assert setup.source.log_requests == []


def test_without_a_user_who_sees_the_company_an_expired_recording_is_not_called_lost() -> None:
    setup = ImportSetup(
        source=FakeSource([NOT_FOUND], log=NOT_FOUND, company=False), row=pending(expires_at=NOW)
    )
    result = setup.run()
    assert (result.outcome, result.reason) == ("unavailable", "expired_not_proved")
    assert decisions(setup.archive) == ["expired_not_proved"]


def test_an_expired_recording_that_the_log_still_lists_is_not_called_lost() -> None:
    source = FakeSource([NOT_FOUND], log=raw_call())
    setup = ImportSetup(source=source, row=pending(expires_at=NOW))
    assert (setup.run().outcome, setup.stored.reason) == ("unavailable", "expired_not_proved")


def test_an_expired_recording_that_the_log_no_longer_lists_is_lost_at_the_second_look() -> None:
    source = FakeSource([NOT_FOUND], log=NOT_FOUND)
    setup = ImportSetup(source=source, row=pending(expires_at=NOW))
    assert (setup.run().outcome, setup.stored.reason) == ("not_ready", "not_listed")
    assert setup.stored.due_at == NOW + DELAYS.between_proofs
    later = setup.stored.due_at
    again = lifecycle.not_listed(setup.stored, later, DELAYS)
    assert (again.state, again.reason) == (RecordingState.LOST, "expired")


@pytest.mark.parametrize("log", [NoSlot("full"), Unavailable("down"), {"id": 1}])
def test_an_expired_recording_is_not_called_lost_after_a_look_that_fails(log: object) -> None:
    source = FakeSource([NOT_FOUND], log=log)  # type: ignore[arg-type]
    setup = ImportSetup(source=source, row=pending(expires_at=NOW))
    assert (setup.run().outcome, setup.stored.reason) == ("unavailable", "expired_not_proved")


def test_an_expired_recording_without_a_record_to_look_at_is_not_called_lost() -> None:
    source = FakeSource([NOT_FOUND], log=NOT_FOUND)
    setup = ImportSetup(source=source, row=pending(expires_at=NOW, call_id=""))
    assert (setup.run().outcome, setup.stored.reason) == ("unavailable", "expired_not_proved")


def test_a_user_who_no_longer_sees_the_company_cannot_give_the_second_proof() -> None:
    setup = missing()
    setup.run()
    setup.source.company = False
    setup.run_again()
    assert setup.stored.state is RecordingState.PENDING
    assert setup.stored.missing_since == NOW


def test_a_source_that_cannot_say_what_it_sees_proves_nothing() -> None:
    class Unsure(FakeSource):
        def sees_company(self) -> bool:
            raise Unavailable("down")

    setup = ImportSetup(source=Unsure([NOT_FOUND], log=NOT_FOUND))
    assert setup.run().outcome == "not_ready"
    assert setup.stored.reason == "not_ready"


def test_a_look_that_shows_the_recording_again_clears_the_note() -> None:
    setup = missing()
    setup.run()
    setup.source.log = raw_call()
    setup.run_again()
    assert (setup.stored.missing_since, setup.stored.reason) == (0.0, "not_ready")
    setup.source.log = NOT_FOUND
    setup.run_again()
    assert setup.stored.state is RecordingState.PENDING


@pytest.mark.parametrize("log", [NoSlot("full"), Unavailable("down"), {"id": 1}])
def test_a_look_that_fails_neither_proves_nor_clears(log: object) -> None:
    setup = missing()
    setup.run()
    setup.source.log = log  # type: ignore[assignment]
    setup.run_again()
    assert (setup.stored.state, setup.stored.missing_since) == (RecordingState.PENDING, NOW)


def test_a_deleted_record_that_still_names_the_recording_does_not_keep_it_for_ever() -> None:
    setup = missing(log=raw_call(deleted=True))
    setup.run()
    assert setup.run_again().reason == "deleted_at_ringcentral"


def test_a_body_that_came_in_between_clears_the_note() -> None:
    setup = missing()
    setup.run()
    setup.source.answers = [content(b"RIFF", content_length=100)]
    setup.run_again()
    assert (setup.stored.missing_since, setup.stored.reason) == (0.0, "body_truncated")


def test_a_recording_that_comes_back_before_the_second_look_is_stored() -> None:
    setup = missing()
    setup.run()
    setup.source.answers = [content()]
    assert setup.run_again().outcome == "stored"
    assert setup.stored.missing_since == 0.0


def test_a_poll_that_lists_the_recording_clears_the_note_and_makes_it_due() -> None:
    setup = missing()
    setup.run()
    again = lifecycle.found_again(setup.stored, finding(now=NOW + HOUR), POLICY, DELAYS)
    assert again is not None
    assert (again.missing_since, again.due_at) == (0.0, NOW + HOUR)


def test_a_poll_that_reports_the_deleted_record_does_not_clear_the_note() -> None:
    setup = missing()
    setup.run()
    deleted = finding(now=NOW + HOUR, deleted=True)
    again = lifecycle.found_again(setup.stored, deleted, POLICY, DELAYS)
    assert again is None or again.missing_since == NOW


HINT = Hint(
    service="default",
    account_id="a1",
    recording_id="r1",
    telephony_session_id="t1",
    started_at=NOW - 100,
    ended_at=NOW + HOUR,
)


def by_sweep(row: Recording, now: float) -> Recording | None:
    return lifecycle.found_again(row, finding("weekly", now=now), POLICY, DELAYS)


def by_event(row: Recording, now: float) -> Recording | None:
    return hinted_again(row, HINT, now, 30.0)


@pytest.mark.parametrize("look", [by_sweep, by_event])
@pytest.mark.parametrize(
    "closed",
    [
        lambda row: lifecycle.lost(row, "deleted_at_ringcentral", NOW),
        lambda row: lifecycle.unavailable(row, "expired_not_proved", NOW),
        lambda row: lifecycle.unavailable(row, "outage", NOW),
        lambda row: lifecycle.unavailable(row, "forbidden", NOW),
    ],
)
def test_a_closed_recording_that_is_shown_again_is_opened_again(
    closed: Callable[[Recording], Recording], look: Callable[[Recording, float], Recording | None]
) -> None:
    row = closed(pending(attempts=7, missing_since=NOW - DAY))
    again = look(row, NOW + DAY)
    assert again is not None
    assert (again.state, again.reason, again.due_at) == (RecordingState.PENDING, "", NOW + DAY)
    assert (again.attempts, again.missing_since) == (0, 0.0)
    assert again.history[-1].event == "reopened"


def test_an_event_that_was_delivered_late_shows_nothing_new() -> None:
    late = HINT.model_copy(update={"ended_at": NOW - 40})
    row = lifecycle.lost(pending(), "deleted_at_ringcentral", NOW)
    assert hinted_again(row, late, NOW + HOUR, 30.0) is None
    missing_row = pending(missing_since=NOW)
    assert hinted_again(missing_row, late, NOW + HOUR, 30.0) is None
    seen = hinted_again(missing_row, HINT, NOW + HOUR, 30.0)
    assert seen is not None
    assert seen.missing_since == 0.0


@pytest.mark.parametrize("look", [by_sweep, by_event])
@pytest.mark.parametrize("reason", ["worker_failed:Lambda.Unknown", "short_recording"])
def test_a_listing_does_not_open_what_it_listed_all_the_time(
    reason: str, look: Callable[[Recording, float], Recording | None]
) -> None:
    row = lifecycle.unavailable(pending(dispatch=3), reason, NOW)
    assert look(row, NOW + DAY) is None
    never_asked = row.model_copy(update={"dispatch": 0})
    assert look(never_asked, NOW + DAY) is not None


@pytest.mark.parametrize("look", [by_sweep, by_event])
def test_after_the_retention_an_unchanged_listing_opens_nothing(
    look: Callable[[Recording, float], Recording | None],
) -> None:
    row = lifecycle.lost(pending(), "expired", NOW)
    assert look(row, row.expires_at + 1) is None


def test_after_the_retention_a_newer_record_opens_the_recording_again() -> None:
    row = lifecycle.lost(pending(), "expired", NOW)
    newer = finding(now=row.expires_at + 1, lastModifiedTime="2026-11-19T10:42:00.000Z")
    again = lifecycle.found_again(row, newer, POLICY, DELAYS)
    assert again is not None
    assert again.state is RecordingState.PENDING


def test_a_longer_retention_opens_what_expired_under_the_shorter_one() -> None:
    row = lifecycle.lost(pending(), "expired", NOW + 91 * DAY)
    longer = POLICY.model_copy(update={"retention_days": 180})
    again = lifecycle.found_again(row, finding(now=NOW + 92 * DAY), longer, DELAYS)
    assert again is not None
    assert again.expires_at == row.start_time + 180 * DAY


@pytest.mark.parametrize(("speed", "wait"), [(1, 6 * HOUR), (20, 10.0), (10_000, 2.16)])
def test_a_laptop_stack_waits_for_the_second_look_only_as_long_as_a_demo_may_take(
    speed: float, wait: float
) -> None:
    assert RetryDelays(speed=speed).between_proofs == pytest.approx(wait)
