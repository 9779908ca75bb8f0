"""The delay before the first download adapts to RingCentral's responses."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ringkeep.domain.recordings.readiness import EDGES, Readiness


def observed(readiness: Readiness, age: float, was_ready: bool, times: int) -> Readiness:
    for _ in range(times):
        readiness = readiness.observed(age, was_ready)
    return readiness


def test_without_observations_the_delay_is_the_usual_one() -> None:
    assert Readiness().first_delay() == 30.0


def test_several_responses_not_ready_lengthen_the_delay() -> None:
    assert observed(Readiness(), 31, False, 6).first_delay() == 45.0


def test_a_single_response_not_ready_changes_nothing() -> None:
    assert observed(Readiness(), 31, False, 1).first_delay() == 30.0


def test_a_delay_that_was_always_long_enough_is_shortened_by_one_step() -> None:
    assert observed(Readiness(), 31, True, 20).first_delay() == 15.0


def test_a_delay_that_became_too_short_is_lengthened_again() -> None:
    readiness = observed(observed(Readiness(), 31, True, 20), 16, False, 6)
    assert readiness.first_delay() == 30.0


def test_an_account_that_is_always_slow_gets_the_longest_delay() -> None:
    readiness = Readiness()
    for age in EDGES:
        readiness = observed(readiness, age, False, 10)
    assert readiness.first_delay() == EDGES[-1]


def test_an_account_that_became_fast_again_gets_a_short_delay() -> None:
    slow = observed(Readiness(), 31, False, 30)
    assert slow.first_delay() > 30.0
    assert observed(slow, 31, True, 400).first_delay() <= 30.0


@given(st.lists(st.tuples(st.floats(0, 1e6), st.booleans()), max_size=300))
def test_the_delay_is_always_one_of_the_possible_delays(answers: list[tuple[float, bool]]) -> None:
    readiness = Readiness()
    for age, was_ready in answers:
        readiness = readiness.observed(age, was_ready)
    assert readiness.first_delay() in EDGES
