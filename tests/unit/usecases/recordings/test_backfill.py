"""A back-fill reads everything from a date on, in steps that may die."""

from __future__ import annotations

import pytest

from ringkeep.domain.limits.slots import Lane
from ringkeep.domain.recordings.lifecycle import DAY
from ringkeep.errors import Unavailable
from ringkeep.usecases.recordings.backfill import (
    Backfill,
    BackfillRequest,
    BackfillStep,
    backfill_place,
)
from tests.fakes.recordings.call_log import FakeCallLog
from tests.unit.usecases.recordings.test_poll_call_log import HOUR_BUDGET, Bench, call

REQUEST = BackfillRequest(service="default", run_id="first")


class BackfillBench(Bench):
    def step(self, request: BackfillRequest = REQUEST) -> BackfillStep:
        return Backfill(self.poller).step(self.target, request, self.clock.now() + HOUR_BUDGET)


def bench_of(count: int, slots: int | None = None) -> BackfillBench:
    records = [call(number, age=number * DAY + 600) for number in range(count)]
    return BackfillBench(FakeCallLog(records, slots=slots))


def test_a_new_service_is_read_as_far_back_as_its_policy_says() -> None:
    bench = bench_of(120)
    step = bench.step()
    assert (step.done, step.progress, step.found) == (True, 1.0, 90)


def test_a_date_may_be_given() -> None:
    bench = bench_of(120)
    since = BackfillRequest(service="default", run_id="two", date_from="2026-11-08T11:06:40Z")
    assert bench.step(since).found == 10


def test_three_months_cost_three_requests_when_their_pages_suffice() -> None:
    bench = bench_of(90)
    bench.step()
    assert len(bench.log.requests) == 3


def test_a_step_that_gets_no_more_requests_is_not_done_and_the_next_goes_on() -> None:
    bench = bench_of(90, slots=1)
    first = bench.step()
    assert not first.done
    assert 0 < first.progress < 1
    bench.log.slots = None
    assert bench.step(first).done
    assert len(bench.recordings) == 90


def test_an_outage_keeps_the_place() -> None:
    bench = bench_of(90, slots=2)
    bench.step()
    bench.log.slots, bench.log.fault = None, Unavailable("down", status=503)
    with pytest.raises(Unavailable):
        bench.step()
    assert bench.step().done
    assert len(bench.log.requests) == 3
    assert len(bench.recordings) == 90


def test_a_finished_run_started_again_costs_nothing() -> None:
    bench = bench_of(5)
    bench.step()
    requests = len(bench.log.requests)
    assert bench.step().done
    assert len(bench.log.requests) == requests


def test_two_steps_at_once_do_the_work_once() -> None:
    bench = bench_of(5)
    with bench.leases.hold(bench.target.place_name(backfill_place("first")), 60):
        step = bench.step()
    assert not step.done
    assert bench.log.requests == []


def test_backfilled_recordings_do_not_push_ahead_of_fresh_ones() -> None:
    bench = bench_of(5)
    bench.step()
    assert {row.lane for row in bench.calls.rows.values()} == {Lane.BACKFILL}
    assert bench.workflows.imports == []


def test_the_answer_is_the_next_steps_input() -> None:
    step = bench_of(1).step()
    assert BackfillRequest.model_validate(step.model_dump(mode="json")) == REQUEST
