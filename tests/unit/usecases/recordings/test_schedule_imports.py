"""Pending recordings become executions, the urgent ones first, never one twice."""

from __future__ import annotations

from datetime import date

import pytest

from ringkeep.domain.accounts.services import Connection, Service
from ringkeep.domain.limits.slots import Lane
from ringkeep.domain.recordings import lifecycle
from ringkeep.domain.recordings.lifecycle import DAY, RetryDelays
from ringkeep.domain.recordings.recordings import Recording, RecordingState
from ringkeep.errors import StorageFailed
from ringkeep.usecases.recordings.schedule_imports import ImportScheduler, ScheduleResult
from tests.fakes.clock import FakeClock
from tests.fakes.recordings.calls_table import MemoryCallsTable
from tests.fakes.recordings.scheduling import FixedLimiter, RecordedWorkflows
from tests.unit.domain.recordings.rows import DELAYS, NOW, pending

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


class Bench:
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
    bench = Bench(pending())
    assert bench.run().started == 1
    row = next(iter(bench.calls.rows.values()))
    assert (row.state, row.dispatch) == (RecordingState.IMPORTING, 1)
    assert bench.workflows.imports[0].dispatch == 1


def test_the_same_recording_is_not_started_twice() -> None:
    bench = Bench(pending())
    bench.run()
    assert bench.run().started == 0


def test_no_more_are_started_than_the_limiter_has_slots() -> None:
    bench = Bench(*(pending(recording_id=f"r{n}") for n in range(10)), slots=3)
    assert bench.run().started == 3
    assert bench.run().started == 0


def test_what_ringcentral_drops_soon_goes_first() -> None:
    old = pending(recording_id="old", lane=Lane.BACKFILL, expires_at=NOW + DAY)
    bench = Bench(pending(recording_id="fresh"), old, slots=1)
    bench.run()
    assert bench.started == ["old"]


def test_a_claim_that_ran_out_is_started_again_under_the_next_number() -> None:
    bench = Bench(pending())
    bench.run()
    bench.clock.advance(DELAYS.claim_seconds + 60)
    assert bench.run().started == 1
    assert [request.dispatch for request in bench.workflows.imports] == [1, 2]


def test_an_execution_that_could_not_be_started_comes_back_with_its_claim() -> None:
    bench = Bench(pending())
    bench.workflows.failing = True
    with pytest.raises(StorageFailed):
        bench.run()
    bench.workflows.failing = False
    bench.clock.advance(DELAYS.claim_seconds + 60)
    assert bench.run().started == 1


def test_a_fresh_recording_due_soon_starts_at_its_due_time() -> None:
    bench = Bench(pending(due_at=NOW + 40))
    bench.run()
    assert bench.workflows.imports[0].slot.start_at == NOW + 40


def test_a_retry_waits_until_it_is_due() -> None:
    bench = Bench(pending(due_at=NOW + 40, lane=Lane.RETRY))
    assert bench.run().started == 0


def test_rows_of_another_account_wait_untouched() -> None:
    bench = Bench(pending(account_id="sandbox"))
    assert bench.run().started == 0
    assert next(iter(bench.calls.rows.values())).state is RecordingState.PENDING


def test_the_run_reports_what_is_pending_and_for_how_long() -> None:
    bench = Bench(pending(), pending(recording_id="r2"), slots=0)
    bench.clock.advance(600)
    assert bench.run() == ScheduleResult(started=0, pending=2, oldest_pending_age=600.0)


def test_nothing_pending_asks_for_nothing() -> None:
    bench = Bench()
    assert bench.run() == ScheduleResult()
    assert bench.limiter.demands == []


def test_a_finder_may_ask_at_once_for_what_is_due_soon() -> None:
    soon, late = pending(recording_id="soon"), pending(recording_id="late", due_at=NOW + 3600)
    bench = Bench(soon, late)
    rows = list(bench.calls.rows.values())
    assert bench.scheduler.start_now(CONNECTION, rows) == 1
    assert bench.started == ["soon"]


def test_a_row_that_somebody_else_claimed_meanwhile_is_left_alone() -> None:
    bench = Bench(pending())
    stale = next(iter(bench.calls.rows.values()))
    bench.calls.put_recording(lifecycle.dispatched(stale, NOW, NOW, DELAYS))
    assert bench.scheduler.start_now(CONNECTION, [stale]) == 0
    assert bench.started == []
    assert bench.limiter.cancelled == ["t0"]


def test_an_expiring_recording_is_not_hidden_by_those_that_wait() -> None:
    waiting = [
        pending(recording_id=f"w{number}", expires_at=NOW + number, due_at=NOW + DAY)
        for number in range(100)
    ]
    last = pending(recording_id="last", expires_at=NOW + DAY, lane=Lane.BACKFILL)
    bench = Bench(*waiting, last)
    bench.run()
    assert bench.limiter.demands == [{Lane.EXPIRING: 1}]
    assert bench.started == ["last"]


def test_a_taken_execution_name_gives_the_row_back_with_the_next_number() -> None:
    """As after the index was rebuilt: dispatch numbers begin anew, names stay taken for 90 days."""
    bench = Bench(pending())
    bench.workflows.taken.add(1)
    assert bench.run().started == 0
    row = next(iter(bench.calls.rows.values()))
    assert (row.state, row.dispatch, row.due_at) == (RecordingState.PENDING, 1, NOW)
    assert bench.limiter.cancelled == ["t0"]
    assert bench.run().started == 1
    assert bench.workflows.imports[0].dispatch == 2


def test_a_throttled_start_gives_the_row_back_and_the_others_start() -> None:
    bench = Bench(pending(recording_id="a"), pending(recording_id="b"))
    bench.workflows.throttled.add("a")
    assert bench.run().started == 1
    assert bench.started == ["b"]
    (row,) = [row for row in bench.calls.rows.values() if row.recording_id == "a"]
    assert (row.state, row.reason, row.due_at) == (RecordingState.PENDING, "start_throttled", NOW)
    assert len(bench.limiter.cancelled) == 1
    bench.workflows.throttled.clear()
    assert bench.run().started == 1
