"""The call log is read completely and only once, even if a run fails."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ringkeep.domain.recordings.lifecycle import DiscoverySource
from ringkeep.domain.recordings.retry_delays import DAY, HOUR
from ringkeep.domain.recordings.walks import OVERLAP
from ringkeep.errors import (
    BadRequest,
    Conflict,
    ForeignHost,
    RingkeepError,
    StorageFailed,
    Unavailable,
)
from ringkeep.usecases.recordings.poll_call_log import PollResult, read_until
from tests.fakes.recordings.call_log import FakeCallLog
from tests.properties import examples
from tests.unit.domain.recordings.example_rows import NOW
from tests.unit.usecases.recordings.poll_setup import (
    ACCOUNT,
    TIME_LIMIT,
    PollSetup,
    calls_of,
    names,
)


def test_every_page_is_read() -> None:
    setup = PollSetup(FakeCallLog(calls_of(25), page_size=10))
    result = setup.poll()
    assert (result.pages, result.records, result.found, result.finished) == (3, 25, 25, True)
    assert setup.recordings == names(25)


def test_the_next_poll_starts_at_the_watermark_minus_the_overlap() -> None:
    setup = PollSetup(FakeCallLog())
    setup.poll()
    setup.clock.advance(300)
    setup.poll()
    assert setup.log.requests[-1][0] == NOW - OVERLAP


def test_an_empty_call_log_is_not_an_error() -> None:
    setup = PollSetup(FakeCallLog())
    assert setup.poll() == PollResult(source="poll", pages=1)


def test_a_poll_without_a_slot_keeps_its_place() -> None:
    setup = PollSetup(FakeCallLog(calls_of(25), page_size=10, slots=2))
    assert not setup.poll().finished
    setup.log.slots = None
    setup.poll()
    assert setup.recordings == names(25)
    assert [uri for *_, uri in setup.log.requests] == [None, "10", "20"]


def test_the_watermark_moves_only_after_all_pages_are_written() -> None:
    setup = PollSetup(FakeCallLog(calls_of(25), page_size=10, slots=2))
    setup.poll()
    setup.clock.advance(HOUR)
    setup.log.slots = None
    setup.poll()
    setup.clock.advance(300)
    setup.poll()
    assert setup.log.requests[-1][0] == NOW - OVERLAP


@settings(max_examples=examples(60))
@given(st.integers(0, 70), st.integers(1, 9))
def test_a_poll_that_fails_at_any_write_loses_nothing(fails_after: int, page_size: int) -> None:
    setup = PollSetup(FakeCallLog(calls_of(20), page_size=page_size))
    setup.calls.fails_after = fails_after
    try:
        setup.poll()
    except StorageFailed:
        setup.calls.fails_after = None
        setup.clock.advance(TIME_LIMIT + 120)  # the lease of the failed poll expires
        setup.poll()
    assert setup.recordings == names(20)
    assert len(setup.calls.calls) == 20


def test_an_outage_is_raised_and_the_next_poll_continues() -> None:
    setup = PollSetup(FakeCallLog(calls_of(25), page_size=10, slots=1))
    setup.poll()
    setup.log.slots, setup.log.fault = None, Unavailable("data centre switch", status=503)
    with pytest.raises(Unavailable):
        setup.poll()
    setup.poll()
    assert setup.recordings == names(25)


@pytest.mark.parametrize(
    "refusal", [BadRequest("no such page", status=400), ForeignHost("another server's page")]
)
def test_if_a_page_no_longer_exists_the_slice_starts_again(refusal: RingkeepError) -> None:
    setup = PollSetup(FakeCallLog(calls_of(25), page_size=10, slots=1))
    setup.poll()
    setup.log.slots, setup.log.fault = None, refusal
    with pytest.raises(type(refusal)):
        setup.poll()
    setup.poll()
    assert setup.recordings == names(25)
    assert [uri for *_, uri in setup.log.requests] == [None, None, "10", "20"]


def test_a_poll_does_nothing_while_another_one_holds_the_lease() -> None:
    setup = PollSetup(FakeCallLog(calls_of(3)))
    with setup.leases.hold(setup.target.place_name("poll"), 60):
        assert setup.poll() == PollResult(source="poll", finished=False)
    assert setup.log.requests == []


def test_unchanged_calls_are_not_written() -> None:
    setup = PollSetup(FakeCallLog(calls_of(5)))
    setup.poll()
    before = setup.calls.writes
    setup.poll()
    assert setup.calls.writes == before


def test_imports_of_fresh_recordings_start_at_once() -> None:
    setup = PollSetup(FakeCallLog(calls_of(3)))
    assert setup.poll().started == 3


@pytest.mark.parametrize(
    ("source", "look_back"), [("hourly", 4 * HOUR), ("nightly", 48 * HOUR), ("weekly", 90 * DAY)]
)
def test_each_sweep_has_its_own_time_range(source: DiscoverySource, look_back: float) -> None:
    setup = PollSetup(FakeCallLog())
    setup.poll(source)
    assert setup.log.requests[0][0] == NOW - look_back


def test_an_unfinished_sweep_is_continued_by_the_next_poll() -> None:
    setup = PollSetup(FakeCallLog(calls_of(25), page_size=10, slots=1))
    setup.poll("nightly")
    setup.log.slots = None
    result = setup.continue_sweep("nightly")
    assert result is not None
    assert (result.source, result.finished) == ("nightly", True)
    assert setup.log.requests[-1][2] == "20"


def test_continuing_does_not_start_a_finished_sweep_again() -> None:
    setup = PollSetup(FakeCallLog(calls_of(3)))
    setup.poll("nightly")
    assert setup.continue_sweep("nightly") is None
    assert len(setup.log.requests) == 1


def test_read_until_is_the_end_of_the_last_poll() -> None:
    setup = PollSetup(FakeCallLog(calls_of(3)))
    assert read_until(setup.poller.places, ACCOUNT) is None
    setup.poll()
    assert read_until(setup.poller.places, ACCOUNT) == NOW


def test_found_recordings_are_counted_by_day() -> None:
    setup = PollSetup(FakeCallLog(calls_of(5)))
    setup.poll()
    assert sum(setup.found_counts.found_by_day(ACCOUNT).values()) == 5


def test_a_place_that_another_poller_changed_is_not_overwritten() -> None:
    setup = PollSetup(FakeCallLog(calls_of(3)))
    name = setup.target.place_name("poll")

    def change_place(records: Sequence[object]) -> None:
        value, version = setup.places.get(name)
        setup.places.put(name, value or {}, version)

    setup.log.on_page = change_place
    with pytest.raises(Conflict):
        setup.poll()
