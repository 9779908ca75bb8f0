"""What RingCentral refuses or cannot deliver does not hide the rest of the call log."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ringkeep.domain.json import JsonValue
from ringkeep.domain.recordings.retry_delays import DAY, HOUR
from ringkeep.domain.recordings.walks import Walk
from ringkeep.errors import BadRequest, InvalidAnswer, NotFound, RingkeepError, Unavailable
from ringkeep.usecases.recordings.poll_call_log import PollResult
from tests.fakes.recordings.call_log import FakeCallLog, FakePage
from tests.properties import examples
from tests.unit.domain.recordings.example_rows import NOW
from tests.unit.usecases.recordings.poll_setup import PollSetup, call, calls_of, names
from tests.unit.usecases.recordings.test_schedule_imports import SERVICE

TOO_OLD = BadRequest("dateFrom is too old", status=400, code="CMN-101")


class RefusingCallLog(FakeCallLog):
    """Raises what `refuse` returns."""

    refuse: Callable[[Walk], RingkeepError | None] = staticmethod(lambda walk: None)

    def page(self, walk: Walk, deadline: float) -> FakePage:
        if error := self.refuse(walk):
            self._spend()
            self.requests.append((walk.slice_from, walk.slice_to, walk.next_uri))
            raise error
        return super().page(walk, deadline)


def setup_of(
    records: list[dict[str, JsonValue]],
    refuse: Callable[[Walk], RingkeepError | None],
    *,
    retention_days: int = 400,
    page_size: int = 1000,
) -> PollSetup:
    log = RefusingCallLog(records, page_size=page_size)
    log.refuse = refuse
    setup = PollSetup(log)
    policy = SERVICE.policy.model_copy(update={"retention_days": retention_days})
    setup.service = SERVICE.model_copy(update={"policy": policy})
    return setup


def older_than(days: float) -> Callable[[Walk], RingkeepError | None]:
    return lambda walk: TOO_OLD if walk.slice_from < NOW - days * DAY else None


def one_call_a_day(days: int) -> list[dict[str, JsonValue]]:
    return [call(number, age=number * DAY + 600) for number in range(days)]


@pytest.mark.parametrize("limit", [399.0, 365.0, 90.0, 31.0, 30.0, 29.0, 2.5])
def test_a_sweep_reads_all_but_a_day_of_what_is_not_too_old(limit: float) -> None:
    setup = setup_of(one_call_a_day(400), older_than(limit))
    result = setup.poll("weekly")
    assert result.finished
    assert len(setup.recordings) >= limit - 2
    assert result.found == len(setup.recordings)
    (skipped,) = result.skipped
    assert (skipped.error, skipped.date_from) == ("BadRequest", NOW - 400 * DAY)
    assert NOW - limit * DAY <= skipped.date_to <= NOW - (limit - 1) * DAY
    assert len(setup.log.requests) <= 27


def test_a_slice_that_is_too_old_by_minutes_is_read_from_later_on() -> None:
    """A retention of 30 days is one slice, and time passes before it is asked for."""
    setup = setup_of(one_call_a_day(30), older_than(29.99), retention_days=30)
    assert setup.poll("weekly").finished
    assert len(setup.recordings) >= 28


@settings(max_examples=examples(30))
@given(limit=st.floats(1.5, 420.0), slots=st.integers(1, 9))
def test_it_is_the_same_over_several_runs(limit: float, slots: int) -> None:
    setup = setup_of(one_call_a_day(30), older_than(limit))
    result = PollResult(source="weekly", finished=False)
    runs = 0
    while not result.finished:
        setup.log.slots, runs = slots, runs + 1
        result = setup.poll("weekly")
        assert runs < 60
    assert len(setup.recordings) >= min(30, limit - 2)


def test_if_everything_is_refused_nothing_is_skipped() -> None:
    setup = setup_of(one_call_a_day(100), lambda walk: TOO_OLD)
    for _ in range(3):
        with pytest.raises(BadRequest):
            setup.poll("weekly")
    assert len(setup.log.requests) <= 60
    assert isinstance(setup.log, RefusingCallLog)
    setup.log.refuse = lambda walk: None
    result = setup.poll("weekly")
    assert (result.found, result.skipped) == (100, ())


@pytest.mark.parametrize("source", ["poll", "hourly"])
def test_a_refused_day_is_never_skipped(source: str) -> None:
    setup = setup_of(calls_of(2), lambda walk: TOO_OLD)
    for _ in range(8):
        with pytest.raises(BadRequest):
            setup.poll("poll" if source == "poll" else "hourly")
    assert len(setup.log.requests) == 8
    assert isinstance(setup.log, RefusingCallLog)
    setup.log.refuse = lambda walk: None
    assert setup.poll("poll" if source == "poll" else "hourly").found == 2


def until_read(setup: PollSetup, error: type[RingkeepError], most: int) -> tuple[PollResult, int]:
    """Polls until a run does not fail. Returns its result and the number of failed runs."""
    for failures in range(most + 1):
        try:
            return setup.poll(), failures
        except error:
            setup.clock.advance(300)
    raise AssertionError("the poll never ends")


@pytest.mark.parametrize(
    ("error", "failed_runs"),
    [
        (BadRequest("no such page", status=400), 3),
        (NotFound("gone"), 3),
        (InvalidAnswer("not JSON"), 3),
        (Unavailable("error inside", status=500), 11),
    ],
)
def test_a_later_page_that_always_fails_ends_the_slice(
    error: RingkeepError, failed_runs: int
) -> None:
    def refuse(walk: Walk) -> RingkeepError | None:
        return error if walk.next_uri == "2" else None

    setup = setup_of(calls_of(6), refuse, page_size=2)
    result, failures = until_read(setup, type(error), 20)
    assert failures == failed_runs
    assert [each.error for each in result.skipped] == [type(error).__name__]
    assert setup.recordings == names(2)
    assert (setup.poll().finished, setup.poll().skipped) == (True, ())


def test_an_outage_of_hours_skips_nothing() -> None:
    setup = setup_of(calls_of(6), lambda walk: None, page_size=2)
    setup.log.slots = 1
    setup.poll()
    setup.log.slots = None
    for _ in range(int(8 * HOUR / 300)):
        setup.log.fault = Unavailable("down", status=503)
        with pytest.raises(Unavailable):
            setup.poll()
    result = setup.poll()
    assert (result.skipped, setup.recordings) == ((), names(6))


def test_an_older_slice_that_always_fails_does_not_hide_the_newer_ones() -> None:
    def refuse(walk: Walk) -> RingkeepError | None:
        old = walk.slice_from < NOW - 80 * DAY
        return Unavailable("error inside", status=500) if old else None

    setup = setup_of(one_call_a_day(90), refuse, retention_days=90)
    for _ in range(11):
        with pytest.raises(Unavailable):
            setup.poll("weekly")
    result = setup.poll("weekly")
    assert [each.error for each in result.skipped] == ["Unavailable"]
    assert len(setup.recordings) >= 59
