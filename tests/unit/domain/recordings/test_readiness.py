"""The first attempt's delay follows what RingCentral answered."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ringkeep.domain.recordings.readiness import EDGES, Readiness


def observed(readiness: Readiness, age: float, was_ready: bool, times: int) -> Readiness:
    for _ in range(times):
        readiness = readiness.observed(age, was_ready)
    return readiness


def test_nothing_known_begins_with_the_usual_delay() -> None:
    assert Readiness().first_delay() == 30.0


def test_disappointments_lengthen_the_delay() -> None:
    assert observed(Readiness(), 31, False, 6).first_delay() == 45.0


def test_a_single_disappointment_changes_nothing() -> None:
    assert observed(Readiness(), 31, False, 1).first_delay() == 30.0


def test_a_delay_that_always_served_is_shortened_by_a_step() -> None:
    assert observed(Readiness(), 31, True, 20).first_delay() == 15.0


def test_a_step_too_short_is_taken_back() -> None:
    readiness = observed(observed(Readiness(), 31, True, 20), 16, False, 6)
    assert readiness.first_delay() == 30.0


def test_an_account_that_is_always_slow_waits_longest() -> None:
    readiness = Readiness()
    for age in EDGES:
        readiness = observed(readiness, age, False, 10)
    assert readiness.first_delay() == EDGES[-1]


def test_an_account_that_became_fast_again_is_forgiven() -> None:
    slow = observed(Readiness(), 31, False, 30)
    assert slow.first_delay() > 30.0
    assert observed(slow, 31, True, 400).first_delay() <= 30.0


@given(st.lists(st.tuples(st.floats(0, 1e6), st.booleans()), max_size=300))
def test_the_delay_is_always_one_of_the_known_ones(answers: list[tuple[float, bool]]) -> None:
    readiness = Readiness()
    for age, was_ready in answers:
        readiness = readiness.observed(age, was_ready)
    assert readiness.first_delay() in EDGES
