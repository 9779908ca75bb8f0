"""A recording that was not ready is tried again seconds later, by the same execution."""

from __future__ import annotations

import pytest

from ringkeep.domain.limits.slots import Lane
from ringkeep.domain.recordings.imports import ImportRequest, import_request
from ringkeep.domain.recordings.lifecycle import is_held, not_ready
from ringkeep.domain.recordings.recordings import Recording
from ringkeep.domain.recordings.retry_delays import RetryDelays
from ringkeep.usecases.recordings.import_result import ImportResult, result_of
from ringkeep.usecases.recordings.retry_soon import RetrySoon
from tests.fakes.clock import FakeClock
from tests.fakes.recordings.calls_table import MemoryCallsTable
from tests.unit.domain.recordings.example_rows import DELAYS, NOW, pending
from tests.unit.usecases.recordings.import_setup import slot


class Setup:
    """A row whose first download was answered with 404."""

    def __init__(self, speed: float = 1.0) -> None:
        self.calls, self.clock = MemoryCallsTable(), FakeClock(NOW)
        delays = RetryDelays(speed=speed)
        self.row = self.calls.put_recording(not_ready(pending(dispatch=1), NOW, delays))
        self.request = import_request(self.row, slot(NOW))
        self.result = result_of(self.row, "not_ready", call_age=30.0)
        self.retry_soon = RetrySoon(self.calls, self.clock, delays)

    def after(self, delay: float = 12.0) -> ImportResult:
        return self.retry_soon.after(self.request, self.result, delay)

    @property
    def stored(self) -> Recording:
        row = self.calls.recording(self.row.key)
        assert row is not None
        return row

    def next_request(self, result: ImportResult) -> ImportRequest:
        assert result.next_request is not None
        return result.next_request


@pytest.mark.parametrize("speed", [1.0, 20.0])
def test_the_execution_waits_and_downloads_again(speed: float) -> None:
    setup = Setup(speed)
    result = setup.after()
    following = setup.next_request(result)
    assert (result.outcome, result.reason) == ("wait", "not_ready")
    assert following.slot.start_at == NOW + 12 / speed
    assert (following.tries, following.slot.lane) == (2, Lane.FRESH)
    assert is_held(setup.stored, following.dispatch)


def test_a_try_soon_after_the_call_does_not_count_as_an_attempt() -> None:
    setup = Setup()
    assert setup.row.attempts == 1
    setup.after()
    assert (setup.stored.attempts, setup.stored.lane) == (0, Lane.FRESH)


def test_each_try_has_a_ticket_of_its_own() -> None:
    setup = Setup()
    first = setup.next_request(setup.after())
    setup.calls.put_recording(not_ready(setup.stored, NOW + 12, DELAYS))
    setup.request = first
    second = setup.next_request(setup.after())
    assert first.slot.ticket != second.slot.ticket
    assert (second.tries, second.dispatch) == (3, first.dispatch + 1)


def test_a_row_that_another_worker_changed_is_left_alone() -> None:
    setup = Setup()
    changed = setup.stored.model_copy(update={"dispatch": 7})
    setup.calls.put_recording(changed)
    assert setup.after() == setup.result
    assert setup.stored.dispatch == 7


def test_a_request_of_the_first_release_is_the_first_try() -> None:
    values = Setup().request.model_dump(mode="json", exclude={"tries"})
    assert ImportRequest.model_validate(values).tries == 1
