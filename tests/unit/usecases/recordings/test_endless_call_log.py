"""Paging always ends, and everything that can be read is read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pytest

from ringkeep.domain.json import JsonObject
from ringkeep.domain.paging import IDLE_PAGES, PAGES_LIMIT
from ringkeep.domain.recordings.lifecycle import DiscoverySource
from ringkeep.domain.recordings.retry_delays import DAY
from ringkeep.domain.recordings.walks import OVERLAP, Walk
from ringkeep.errors import NoSlot, RingkeepError
from ringkeep.usecases.recordings.poll_call_log import PollResult
from tests.fakes.recordings.call_log import FakeCallLog, FakeExtract, FakePage
from tests.unit.domain.recordings.example_rows import NOW
from tests.unit.usecases.recordings.poll_setup import (
    PollSetup,
    call,
    calls_of,
    extract_setup,
    names,
)

Answer = Callable[[int], FakePage]
"""Returns the page of a number, the first being 0."""
PAGES = [calls_of(6)[start : start + 2] for start in (0, 2, 4)]


def page_of(number: int) -> Sequence[JsonObject]:
    return PAGES[number] if number < len(PAGES) else []


def empty_pages(number: int) -> FakePage:
    return FakePage(page_of(number), str(number + 1))


def circle(number: int) -> FakePage:
    return FakePage(page_of(number), str((number + 1) % 3))


def page_two_leads_to_page_one(number: int) -> FakePage:
    return FakePage(page_of(number), "1" if number == 0 else "0")


def clamped(number: int) -> FakePage:
    return FakePage(page_of(min(number, 2)), str(number + 1))


def itself(number: int) -> FakePage:
    return FakePage(page_of(number), str(min(number + 1, 2)))


def always_new(number: int) -> FakePage:
    return FakePage([call(number)], str(number + 1))


@dataclass
class AnsweringCallLog(FakeCallLog):
    """Answers a page by its number. `refused` raises for the start of a slice."""

    answer: Answer = empty_pages
    refuse: Callable[[Walk], RingkeepError | None] = lambda walk: None

    def page(self, walk: Walk, deadline: float) -> FakePage:
        self._spend()
        self.requests.append((walk.slice_from, walk.slice_to, walk.next_uri))
        if error := self.refuse(walk):
            raise error
        return self.answer(int(walk.next_uri or 0))


def polled(answer: Answer) -> tuple[PollSetup, PollResult]:
    setup = PollSetup(AnsweringCallLog(answer=answer))
    return setup, setup.poll()


ENDLESS = [
    (empty_pages, 6, 3 + IDLE_PAGES),
    (circle, 6, 3),
    (page_two_leads_to_page_one, 4, 2),
    (clamped, 6, 3 + IDLE_PAGES),
    (itself, 6, 3),
]


@pytest.mark.parametrize(("answer", "readable", "requests"), ENDLESS)
def test_a_list_without_an_end_ends_the_walk_and_its_pages_are_written(
    answer: Answer, readable: int, requests: int
) -> None:
    setup, result = polled(answer)
    assert (result.endless, result.finished) == (1, True)
    assert [each.error for each in result.skipped] == ["EndlessPaging"]
    assert setup.recordings == names(readable)
    assert len(setup.log.requests) <= requests + 1


@pytest.mark.parametrize(("answer", "readable", "requests"), ENDLESS)
def test_after_a_list_without_an_end_later_calls_are_found(
    answer: Answer, readable: int, requests: int
) -> None:
    setup, _ = polled(answer)
    setup.clock.advance(300)
    assert isinstance(setup.log, AnsweringCallLog)
    setup.log.answer = lambda number: FakePage([call(99)])
    assert setup.poll().found == 1
    assert setup.log.requests[-1][0] == NOW - OVERLAP


def test_a_list_of_ever_new_pages_ends_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ringkeep.domain.paging.PAGES_LIMIT", 20)
    assert PAGES_LIMIT > 1000
    _, result = polled(always_new)
    assert (result.endless, result.pages) == (1, 20)


def test_a_few_empty_pages_end_nothing() -> None:
    gap = IDLE_PAGES - 1

    def gapped(number: int) -> FakePage:
        records = page_of(0) if number == 0 else page_of(1) if number > gap else []
        return FakePage(records, None if number > gap else str(number + 1))

    setup, result = polled(gapped)
    assert (result.endless, setup.recordings) == (0, names(4))


def test_a_circle_is_noticed_over_several_runs() -> None:
    setup = PollSetup(AnsweringCallLog(answer=circle, slots=1))
    results = [setup.poll()]
    while not results[-1].finished and len(results) < 10:
        setup.log.slots = 1
        results.append(setup.poll())
    assert sum(result.endless for result in results) == 1
    assert len(setup.log.requests) <= 4


@pytest.mark.parametrize("source", ["weekly", "nightly"])
def test_the_other_slices_of_a_sweep_are_read(source: DiscoverySource) -> None:
    def answer(number: int) -> FakePage:
        return clamped(number) if len(setup.log.requests) < 9 else FakePage([call(50, age=60)])

    setup = PollSetup(AnsweringCallLog(answer=answer))
    result = setup.poll(source)
    assert result.finished
    assert result.endless == 1
    assert ("r50" in setup.recordings) == (source == "weekly")


def test_a_link_that_is_too_long_to_keep_ends_the_slice() -> None:
    setup, result = polled(lambda number: FakePage(page_of(0), "9" * 100_000))
    assert [each.error for each in result.skipped] == ["InvalidAnswer"]
    assert setup.recordings == names(2)


def test_the_extract_that_does_not_move_on_is_left_for_a_day_and_the_list_is_read() -> None:
    setup = extract_setup(
        FakeExtract([call(7)], "t1", True), *[FakeExtract([call(7)], "t1", True)] * 50
    )
    result = setup.poll()
    assert (result.endless, result.used_extract_sync, result.finished) == (1, False, True)
    assert setup.recordings == [*names(3), "r7"]
    assert len(setup.log.extract_requests) == 2
    setup.clock.advance(300)
    assert setup.poll().endless == 0
    assert len(setup.log.extract_requests) == 2
    setup.clock.advance(DAY)
    setup.poll()
    assert setup.log.extract_requests[2][0] is None


def test_an_unchanged_token_of_an_earlier_poll_is_noticed_at_once() -> None:
    setup = extract_setup(FakeExtract([], "t1"), *[FakeExtract([call(9)], "t1", True)] * 5)
    setup.poll()
    setup.clock.advance(300)
    assert setup.poll().endless == 1
    assert len(setup.log.extract_requests) == 2


@pytest.mark.parametrize(
    "extracts",
    [
        [FakeExtract([], f"t{number}", True) for number in range(100)],
        [FakeExtract([call(7)], f"t{number}", True) for number in range(100)],
        [FakeExtract([call(number)], f"t{number % 3}", True) for number in range(100)],
    ],
)
def test_an_extract_that_repeats_itself_ends(extracts: list[FakeExtract]) -> None:
    setup = extract_setup(*extracts)
    assert setup.poll().endless == 1
    assert len(setup.log.extract_requests) <= 2 * IDLE_PAGES
    assert set(names(3)) <= set(setup.recordings)


def test_the_extract_s_circle_is_noticed_over_several_runs() -> None:
    extracts = [FakeExtract([call(number)], f"t{number % 3}", True) for number in range(100)]
    setup = extract_setup(*extracts)
    endless = 0
    for _ in range(6):
        setup.log.slots = 1
        endless += setup.poll().endless
    assert endless == 1


def test_no_slot_is_not_an_end() -> None:
    setup = PollSetup(AnsweringCallLog(answer=empty_pages))
    setup.log.fault = NoSlot("no room")
    result = setup.poll()
    assert (result.finished, result.endless) == (False, 0)
