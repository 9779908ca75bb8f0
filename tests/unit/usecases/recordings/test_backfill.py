"""A back-fill reads everything from a date onwards, in steps that may fail."""

from __future__ import annotations

import pytest

from ringkeep.domain.limits.slots import Lane
from ringkeep.domain.recordings.retry_delays import DAY
from ringkeep.errors import Unavailable
from ringkeep.usecases.recordings.backfill import (
    Backfill,
    BackfillRequest,
    BackfillStep,
    backfill_place,
)
from tests.fakes.recordings.call_log import FakeCallLog
from tests.unit.usecases.recordings.poll_setup import TIME_LIMIT, PollSetup, call

REQUEST = BackfillRequest(service="default", run_id="first")


class BackfillSetup(PollSetup):
    def step(self, request: BackfillRequest = REQUEST) -> BackfillStep:
        return Backfill(self.poller).step(self.target, request, self.clock.now() + TIME_LIMIT)


def setup_of(count: int, slots: int | None = None) -> BackfillSetup:
    records = [call(number, age=number * DAY + 600) for number in range(count)]
    return BackfillSetup(FakeCallLog(records, slots=slots))


def test_a_new_service_is_read_as_far_back_as_its_policy_sets() -> None:
    setup = setup_of(120)
    step = setup.step()
    assert (step.done, step.progress, step.found) == (True, 1.0, 90)


def test_the_request_may_set_the_date() -> None:
    setup = setup_of(120)
    since = BackfillRequest(service="default", run_id="two", date_from="2026-11-08T11:06:40Z")
    assert setup.step(since).found == 10


def test_three_months_on_one_page_each_need_three_requests() -> None:
    setup = setup_of(90)
    setup.step()
    assert len(setup.log.requests) == 3


def test_a_step_without_a_slot_is_not_done_and_the_next_one_continues() -> None:
    setup = setup_of(90, slots=1)
    first = setup.step()
    assert not first.done
    assert 0 < first.progress < 1
    setup.log.slots = None
    assert setup.step(first).done
    assert len(setup.recordings) == 90


def test_a_step_after_an_outage_continues_from_its_place() -> None:
    setup = setup_of(90, slots=2)
    setup.step()
    setup.log.slots, setup.log.fault = None, Unavailable("down", status=503)
    with pytest.raises(Unavailable):
        setup.step()
    assert setup.step().done
    assert len(setup.log.requests) == 3
    assert len(setup.recordings) == 90


def test_a_finished_run_that_is_started_again_makes_no_request() -> None:
    setup = setup_of(5)
    setup.step()
    requests = len(setup.log.requests)
    assert setup.step().done
    assert len(setup.log.requests) == requests


def test_a_step_waits_while_another_one_holds_the_lease() -> None:
    setup = setup_of(5)
    with setup.leases.hold(setup.target.place_name(backfill_place("first")), 60):
        step = setup.step()
    assert not step.done
    assert setup.log.requests == []


def test_recordings_of_the_backfill_are_in_the_backfill_lane() -> None:
    setup = setup_of(5)
    setup.step()
    assert {row.lane for row in setup.calls.rows.values()} == {Lane.BACKFILL}
    assert setup.workflows.imports == []


def test_the_result_is_the_input_of_the_next_step() -> None:
    step = setup_of(1).step()
    assert BackfillRequest.model_validate(step.model_dump(mode="json")) == REQUEST
