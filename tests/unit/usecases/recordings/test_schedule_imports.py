"""Pending recordings are started once each, the urgent ones first."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from ringkeep.domain.accounts.services import Connection, Service
from ringkeep.domain.limits.slots import Lane
from ringkeep.domain.recordings import lifecycle
from ringkeep.domain.recordings.licence_offers import imported_by_licence
from ringkeep.domain.recordings.recordings import Recording, RecordingState
from ringkeep.domain.recordings.retry_delays import DAY, RetryDelays
from ringkeep.errors import StorageFailed
from ringkeep.usecases.recordings.schedule_imports import ImportScheduler, ScheduleResult
from tests.fakes.clock import FakeClock
from tests.fakes.recordings.calls_table import MemoryCallsTable
from tests.fakes.recordings.scheduling import FixedLimiter, RecordedWorkflows
from tests.unit.domain.recordings.example_rows import DELAYS, NOW, pending

CONNECTION = Connection.model_validate(
    {
        "server_url": "https://platform.example.com",
        "client_id": "app",
        "client_secret": "s",
        "users": [{"jwt": "j"}],
    }
)
SERVICE = Service(name="default", server_url=CONNECTION.server_url, secret_arn="arn")
NOTHING_FOUND: dict[date, int] = {}


class Setup:
    def __init__(self, *rows: Recording, slots: int = 100, delays: RetryDelays = DELAYS) -> None:
        self.clock = FakeClock(NOW)
        self.calls = MemoryCallsTable()
        self.limiter = FixedLimiter(self.clock, slots)
        self.workflows = RecordedWorkflows()
        self.scheduler = ImportScheduler(
            self.calls, self.limiter, self.workflows, self.clock, delays
        )
        for row in rows:
            self.calls.put_recording(row)

    def run(self, account: str = "a1") -> ScheduleResult:
        return self.scheduler.run(SERVICE, CONNECTION, account, NOTHING_FOUND)

    @property
    def started(self) -> list[str]:
        return [request.recording_id for request in self.workflows.imports]


def test_a_pending_recording_is_claimed_and_started() -> None:
    setup = Setup(pending())
    assert setup.run().started == 1
    row = next(iter(setup.calls.rows.values()))
    assert (row.state, row.dispatch) == (RecordingState.IMPORTING, 1)
    assert setup.workflows.imports[0].dispatch == 1


def test_the_same_recording_is_not_started_twice() -> None:
    setup = Setup(pending())
    setup.run()
    assert setup.run().started == 0


def test_as_many_imports_are_started_as_the_limiter_has_slots() -> None:
    setup = Setup(*(pending(recording_id=f"r{n}") for n in range(10)), slots=3)
    assert setup.run().started == 3
    assert setup.run().started == 0


def test_recordings_that_expire_soon_are_started_first() -> None:
    old = pending(recording_id="old", lane=Lane.BACKFILL, expires_at=NOW + DAY)
    setup = Setup(pending(recording_id="fresh"), old, slots=1)
    setup.run()
    assert setup.started == ["old"]


def test_a_row_with_an_expired_claim_is_started_with_the_next_dispatch_number() -> None:
    setup = Setup(pending())
    setup.run()
    setup.clock.advance(DELAYS.claim_seconds + 60)
    assert setup.run().started == 1
    assert [request.dispatch for request in setup.workflows.imports] == [1, 2]


def test_a_row_whose_start_failed_is_started_after_its_claim_expires() -> None:
    setup = Setup(pending())
    setup.workflows.failing = True
    with pytest.raises(StorageFailed):
        setup.run()
    setup.workflows.failing = False
    setup.clock.advance(DELAYS.claim_seconds + 60)
    assert setup.run().started == 1


def test_a_fresh_recording_due_soon_starts_at_its_due_time() -> None:
    setup = Setup(pending(due_at=NOW + 40))
    setup.run()
    assert setup.workflows.imports[0].slot.start_at == NOW + 40


def test_a_retry_waits_until_it_is_due() -> None:
    setup = Setup(pending(due_at=NOW + 40, lane=Lane.RETRY))
    assert setup.run().started == 0


def test_rows_of_another_account_do_not_change() -> None:
    setup = Setup(pending(account_id="sandbox"))
    assert setup.run().started == 0
    assert next(iter(setup.calls.rows.values())).state is RecordingState.PENDING


def test_the_run_reports_what_is_pending_and_for_how_long() -> None:
    setup = Setup(pending(), pending(recording_id="r2"), slots=0)
    setup.clock.advance(600)
    assert setup.run() == ScheduleResult(started=0, pending=2, oldest_pending_age=600.0)


def test_a_recording_that_was_opened_again_has_waited_since_then() -> None:
    """It was excluded for weeks. The alarm about old recordings must not sound."""
    excluded = pending(found_at=NOW - 30 * DAY, state=RecordingState.EXCLUDED)
    setup = Setup(imported_by_licence(excluded, NOW - 60), slots=0)
    assert setup.run().oldest_pending_age == 60.0


def test_without_pending_recordings_no_slot_is_requested() -> None:
    setup = Setup()
    assert setup.run() == ScheduleResult()
    assert setup.limiter.demands == []


def test_found_recordings_that_are_due_soon_are_started_at_once() -> None:
    soon, late = pending(recording_id="soon"), pending(recording_id="late", due_at=NOW + 3600)
    setup = Setup(soon, late)
    rows = list(setup.calls.rows.values())
    assert setup.scheduler.start_now(CONNECTION, rows) == 1
    assert setup.started == ["soon"]


def test_a_row_that_another_process_claimed_is_not_started() -> None:
    setup = Setup(pending())
    stale = next(iter(setup.calls.rows.values()))
    setup.calls.put_recording(lifecycle.dispatched(stale, NOW, NOW, DELAYS))
    assert setup.scheduler.start_now(CONNECTION, [stale]) == 0
    assert setup.started == []
    assert setup.limiter.cancelled == ["t0"]


def test_an_expiring_recording_is_not_hidden_by_recordings_that_are_not_due() -> None:
    waiting = [
        pending(recording_id=f"w{number}", expires_at=NOW + number, due_at=NOW + DAY)
        for number in range(100)
    ]
    last = pending(recording_id="last", expires_at=NOW + DAY, lane=Lane.BACKFILL)
    setup = Setup(*waiting, last)
    setup.run()
    assert setup.limiter.demands == [{Lane.EXPIRING: 1}]
    assert setup.started == ["last"]


def test_a_taken_execution_name_releases_the_row_for_the_next_dispatch_number() -> None:
    """This happens after the index is rebuilt: dispatch numbers start again, but names stay taken for
    90 days."""
    setup = Setup(pending())
    setup.workflows.taken.add(1)
    assert setup.run().started == 0
    row = next(iter(setup.calls.rows.values()))
    assert (row.state, row.dispatch, row.due_at) == (RecordingState.PENDING, 1, NOW)
    assert setup.limiter.cancelled == ["t0"]
    assert setup.run().started == 1
    assert setup.workflows.imports[0].dispatch == 2


def test_a_throttled_start_releases_the_row_and_the_others_start() -> None:
    setup = Setup(pending(recording_id="a"), pending(recording_id="b"))
    setup.workflows.throttled.add("a")
    assert setup.run().started == 1
    assert setup.started == ["b"]
    (row,) = [row for row in setup.calls.rows.values() if row.recording_id == "a"]
    assert (row.state, row.reason, row.due_at) == (RecordingState.PENDING, "start_throttled", NOW)
    assert len(setup.limiter.cancelled) == 1
    setup.workflows.throttled.clear()
    assert setup.run().started == 1


@pytest.mark.parametrize("speed", [1.0, 20.0])
def test_an_execution_starts_a_little_before_its_slot(speed: float) -> None:
    """A function takes time to start, and a slot that is used late delays all that follow."""
    setup = Setup(pending(), delays=RetryDelays(speed=speed))
    setup.run()
    (request,) = setup.workflows.imports
    begins = datetime.fromisoformat(request.start_at).timestamp()
    assert request.slot.start_at - begins == pytest.approx(1 / speed, abs=0.001)


def test_an_execution_does_not_start_before_its_recording_is_due() -> None:
    setup = Setup(pending(lane=Lane.FRESH, due_at=NOW + 40))
    setup.run()
    (request,) = setup.workflows.imports
    assert datetime.fromisoformat(request.start_at).timestamp() == NOW + 40
