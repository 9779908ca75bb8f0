"""The delay before the first download follows the time at which recordings become ready."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringkeep.domain.recordings.readiness import (
    LONGEST_DELAY,
    MOST_TRIES,
    SHORTEST_DELAY,
    Readiness,
)


def observed(readiness: Readiness, was_ready: bool, times: int) -> Readiness:
    """Downloads at the delay that is known at that time."""
    for _ in range(times):
        readiness = readiness.observed(readiness.first_delay() + 1, was_ready)
    return readiness


def test_without_observations_the_delay_is_the_usual_one() -> None:
    assert Readiness().first_delay() == 30.0


def test_an_early_download_lengthens_the_delay_more_than_a_success_shortens_it() -> None:
    longer = observed(Readiness(), False, 1).first_delay() - 30
    shorter = 30 - observed(Readiness(), True, 1).first_delay()
    assert longer == pytest.approx(3.3 * shorter, rel=0.1)


def test_several_early_downloads_in_a_row_lengthen_the_delay_quickly() -> None:
    assert observed(Readiness(), False, 6).first_delay() > 60


def test_many_successes_in_a_row_shorten_the_delay_quickly() -> None:
    assert observed(Readiness(), True, 25).first_delay() < 16


def test_an_account_that_is_always_slow_gets_the_longest_delay() -> None:
    assert observed(Readiness(), False, 50).first_delay() == LONGEST_DELAY


def test_a_success_long_after_the_delay_says_nothing() -> None:
    assert Readiness().observed(120.0, True).first_delay() == 30.0


def test_a_404_long_before_the_delay_says_nothing() -> None:
    slow = Readiness(first=90.0)
    assert slow.observed(20.0, False).first_delay() == 90.0


def test_later_tries_do_not_move_the_first_delay() -> None:
    assert Readiness().observed(45.0, False, tries=2).first_delay() == 30.0
    assert Readiness().observed(45.0, True, tries=3).first_delay() == 30.0


def test_the_pause_after_a_404_follows_the_delay_and_grows() -> None:
    pauses = [Readiness().next_delay(tries, 40.0) for tries in range(1, MOST_TRIES + 1)]
    assert pauses[0] == pytest.approx(10.5)
    assert pauses[1:-1] == [pytest.approx(10.5 * 2**n) for n in (1, 2, 3)]
    assert pauses[-1] is None


def test_a_pause_that_was_too_short_grows() -> None:
    too_short = Readiness().observed(45.0, False, tries=2)
    assert (too_short.next_delay(1, 31) or 0) > (Readiness().next_delay(1, 31) or 0)


def test_an_old_call_is_not_tried_soon() -> None:
    assert Readiness().next_delay(1, 300.0) is None


def test_a_document_of_the_first_release_is_readable() -> None:
    old = {"ready": [0.0, 1.0], "not_ready": [2.0, 0.0]}
    assert Readiness.model_validate(old) == Readiness()


def imported(delays: Readiness, ready: float) -> tuple[Readiness, float, int]:
    """Downloads one recording as the product does: returns its lateness and its requests."""
    age, tries = delays.first_delay(), 1
    while age < ready:
        delays = delays.observed(age, False, tries)
        age += delays.next_delay(tries, age) or 60.0
        tries += 1
    return delays.observed(age, True, tries), age - ready, tries


@pytest.mark.parametrize("seed", range(3))
def test_the_median_stays_below_ten_seconds_at_less_than_1_3_requests(seed: int) -> None:
    """Ready ten seconds after the call or later, with a long tail whose length changes each hour."""
    chance = random.Random(seed)  # noqa: S311 # reproducible, no secret
    delays, late, requests = Readiness(), [], 0
    for _hour in range(30):
        tail = chance.uniform(3, 12)
        for _ in range(60):
            ready = min(180.0, 10 + tail * chance.lognormvariate(0, 0.8))
            delays, lateness, tries = imported(delays, ready)
            late.append(lateness)
            requests += tries
    assert sorted(late)[len(late) // 2] < 10
    assert requests / len(late) <= 1.3


@given(st.lists(st.tuples(st.floats(0, 1e6), st.booleans(), st.integers(1, 9)), max_size=300))
def test_the_delay_stays_within_its_bounds(answers: list[tuple[float, bool, int]]) -> None:
    readiness = Readiness()
    for age, was_ready, tries in answers:
        readiness = readiness.observed(age, was_ready, tries)
    assert SHORTEST_DELAY <= readiness.first_delay() <= LONGEST_DELAY
    assert 6 <= (readiness.next_delay(1, 0) or 0) <= LONGEST_DELAY
