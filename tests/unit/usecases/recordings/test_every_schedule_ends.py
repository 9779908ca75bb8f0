"""Whatever happens to a recording, its row is closed by the first try after RingCentral's retention."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from itertools import cycle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ringkeep.domain.limits.slots import Slot
from ringkeep.domain.recordings import lifecycle
from ringkeep.domain.recordings.recordings import Recording, RecordingState
from ringkeep.domain.recordings.retry_delays import DAY, MINUTE, RetryDelays
from ringkeep.errors import (
    BadRequest,
    BodyTooLarge,
    Busy,
    LoginFailed,
    NoSlot,
    NotFound,
    PermissionMissing,
    RateLimited,
    RingkeepError,
    TokenRejected,
    Unavailable,
)
from ringkeep.usecases.recordings.ports import ContentManager
from ringkeep.usecases.recordings.settle_import import SettleImport
from tests.fakes.recordings.content import FakeContent, FakeGate, FakeSource
from tests.properties import examples
from tests.unit.domain.recordings.example_rows import DELAYS, NOW, pending, raw_call
from tests.unit.usecases.recordings.import_setup import ImportSetup, content, slot
from tests.unit.usecases.recordings.test_import_recording_killed import Killed

RETENTION = DAY
LONGEST_DELAY = DAY + DELAYS.claim_seconds
NOT_FOUND = NotFound("no content", status=404, code="CMN-102")

ANSWERS: list[FakeContent | RingkeepError] = [
    NOT_FOUND,
    RateLimited("slow down", retry_after=60),
    RateLimited("slow down", retry_after=1e300),
    Unavailable("down", status=503),
    Unavailable("down", status=503, retry_after=float("inf")),
    PermissionMissing("no"),
    BadRequest("?", status=400),
    TokenRejected("OAU-213", status=401),
    LoginFailed("OAU-140", status=400),
    NoSlot("full"),
    Busy("login elsewhere"),
    content(b"<html>"),
    content(b""),
    content(b"RIFF", content_length=100),
    BodyTooLarge("too large"),
    content(b"\x00\x01\x02" * 100),
]
TRIES = [*ANSWERS, "killed", "killed and settled", "broken stack", "no slot"]


def attempt(setup: ImportSetup, outcome: FakeContent | RingkeepError | str) -> None:
    if outcome == "killed":
        die_silently(setup)
    elif outcome == "killed and settled":
        settle(setup, "Lambda.Unknown")
    elif outcome == "broken stack":
        settle(setup, "ConfigurationError")
    elif outcome == "no slot":
        setup.gate = FakeGate([slot(setup.clock.now() + 600)])
        setup.run()
    else:
        setup.source.answers = [outcome]  # type: ignore[list-item]
        setup.run()


def die_silently(setup: ImportSetup) -> None:
    """The process is killed during the download, and nothing settles its import."""
    alive, setup.source = setup.source, Deadly([NOT_FOUND])
    with suppress(Killed):
        setup.run()
    setup.source = alive


class Deadly(FakeSource):
    def open_recording(
        self, recording_id: str, account_id: str, content_uri: str, slot: Slot
    ) -> ContentManager:
        raise Killed


def name_of(outcome: object) -> str:
    return outcome if isinstance(outcome, str) else type(outcome).__name__


def settle(setup: ImportSetup, error: str) -> None:
    settling = SettleImport(setup.table, setup.archive, setup.clock, DELAYS)
    settling.run(setup.row.key, setup.row.dispatch, error)


def run_until_closed(
    setup: ImportSetup, outcomes: list[FakeContent | RingkeepError | str]
) -> Recording:
    """Tries again whenever the row is due or its claim has expired, and fails if it never ends."""
    following = cycle(outcomes)
    for _ in range(500):
        attempt(setup, next(following))
        if not setup.stored.state.open:
            return setup.stored
        setup.clock.advance(max(0.0, setup.stored.due_at - setup.clock.now()))
        setup.dispatch()
    raise AssertionError(f"still open: {setup.stored.reason}")


def ending_setup(*, company: bool = True, listed: bool = True) -> ImportSetup:
    log = raw_call() if listed else NOT_FOUND
    source = FakeSource([NOT_FOUND], log=log, company=company)
    return ImportSetup(source=source, row=pending(expires_at=NOW + RETENTION))


@pytest.mark.parametrize("outcome", TRIES, ids=name_of)
def test_the_same_failure_again_and_again_ends(outcome: FakeContent | RingkeepError | str) -> None:
    setup = ending_setup()
    row = run_until_closed(setup, [outcome])
    assert row.reason
    assert setup.clock.now() <= NOW + RETENTION + LONGEST_DELAY
    assert list(setup.archive.decision_keys())


@settings(max_examples=examples(150), deadline=None)
@given(
    outcomes=st.lists(st.sampled_from(TRIES), min_size=1, max_size=12),
    company=st.booleans(),
    listed=st.booleans(),
)
def test_any_sequence_of_failures_ends_within_one_delay_after_the_retention(
    outcomes: list[FakeContent | RingkeepError | str], company: bool, listed: bool
) -> None:
    setup = ending_setup(company=company, listed=listed)
    row = run_until_closed(setup, outcomes)
    assert setup.clock.now() <= NOW + RETENTION + LONGEST_DELAY
    assert row.reason
    if row.state is RecordingState.LOST:
        assert company
        assert not listed


AFTER = NOW + 200 * DAY


@pytest.mark.parametrize(
    ("failed", "reason"),
    [
        (lambda row: lifecycle.not_ready(row, AFTER, DELAYS), "expired_not_proved"),
        (lambda row: lifecycle.postponed(row, "throttled", 60, AFTER), "throttled"),
        (lambda row: lifecycle.postponed(row, "outage", 60, AFTER), "outage"),
        (lambda row: lifecycle.postponed(row, "login_failed", 60, AFTER), "login_failed"),
        (lambda row: lifecycle.refused(row, "refused", "", AFTER, DELAYS), "refused"),
        (lambda row: lifecycle.forbidden(row, "", AFTER, DELAYS), "forbidden"),
        (lambda row: lifecycle.bad_body(row, "html", "", AFTER, DELAYS), "body_html"),
        (
            lambda row: lifecycle.worker_failed(row, "StorageFailed", AFTER, DELAYS),
            "worker_failed:StorageFailed",
        ),
    ],
)
def test_a_failed_try_after_the_retention_is_not_called_a_loss(
    failed: Callable[[Recording], Recording], reason: str
) -> None:
    row = failed(pending())
    assert (row.state, row.reason) == (RecordingState.UNAVAILABLE, reason)


def test_an_execution_that_did_not_start_does_not_close_a_row() -> None:
    row = lifecycle.released(pending(), "start_throttled", AFTER)
    assert (row.state, row.due_at) == (RecordingState.PENDING, AFTER)


@pytest.mark.parametrize("asked", [1e300, float("inf"), float("nan"), -5.0])
def test_a_retry_after_without_meaning_does_not_move_a_try_past_the_retention(
    asked: float,
) -> None:
    setup = ImportSetup(source=FakeSource([RateLimited("slow down", retry_after=asked)]))
    setup.run()
    assert NOW <= setup.stored.due_at <= NOW + DAY


def test_workers_that_die_without_a_word_are_counted_until_one_reports() -> None:
    setup = ending_setup()
    for deaths in range(1, 4):
        die_silently(setup)
        assert setup.stored.silent_workers == deaths
        setup.clock.advance(setup.stored.due_at - setup.clock.now())
        setup.dispatch()
    setup.run()
    assert (setup.stored.silent_workers, setup.stored.reason) == (0, "not_ready")


def test_a_row_that_an_administrator_retries_counts_its_failures_from_the_beginning() -> None:
    row = pending()
    for _ in range(3):
        row = lifecycle.worker_failed(row, "Lambda.Unknown", NOW, DELAYS)
    row = lifecycle.bad_body(lifecycle.retried(row, NOW), "html", "html: x", NOW, DELAYS)
    assert (row.state, row.due_at) == (RecordingState.PENDING, NOW + MINUTE)
    assert lifecycle.worker_failed(row, "Lambda.Unknown", NOW, DELAYS).state.open


def test_the_delays_of_dead_workers_follow_the_clock() -> None:
    row = lifecycle.worker_failed(pending(), "Lambda.Unknown", NOW, RetryDelays(speed=20))
    assert row.due_at == NOW + 6


def test_a_recording_retried_after_its_retention_waits_a_day_for_its_try() -> None:
    setup = ImportSetup()
    setup.table.put_recording(lifecycle.unavailable(setup.stored, "outage", NOW))
    setup.clock.advance(400 * DAY)
    setup.table.put_recording(lifecycle.retried(setup.stored, setup.clock.now()))
    setup.dispatch()
    setup.gate = FakeGate([slot(setup.clock.now() + 600)])
    assert setup.run().outcome == "wait"
    setup.clock.advance(DAY)
    setup.gate = FakeGate([slot(setup.clock.now() + 600)])
    assert (setup.run().outcome, setup.stored.reason) == ("unavailable", "no_slot")
    assert setup.stored.state is RecordingState.UNAVAILABLE
