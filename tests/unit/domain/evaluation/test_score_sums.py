from __future__ import annotations

import statistics
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringkeep.domain.evaluation.score_sums import Sums, sum_of, summary
from ringkeep.domain.evaluation.score_trends import FEWEST, trend
from ringkeep.domain.evaluation.student import t_quantile

scores = st.lists(st.integers(0, 10_000), min_size=2, max_size=60)


@pytest.mark.parametrize(
    ("degrees", "expected"),
    [
        (1, 12.7062),
        (2, 4.3027),
        (4, 2.7764),
        (10, 2.2281),
        (30, 2.0423),
        (31, 2.0395),
        (40, 2.0211),
        (60, 2.0003),
        (100, 1.9840),
        (120, 1.9799),
        (1000, 1.9623),
        (1e9, 1.95996),
    ],
)
def test_students_t_has_the_values_of_the_tables(degrees: float, expected: float) -> None:
    assert t_quantile(degrees) == pytest.approx(expected, abs=0.00006)


def test_broken_degrees_of_freedom_give_no_narrower_interval() -> None:
    assert t_quantile(4.9) == t_quantile(4)
    values = [t_quantile(each) for each in range(1, 200)]
    assert values == sorted(values, reverse=True)


def of(*percents: float) -> Sums:
    return sum_of(Sums.of_score(round(each * 100)) for each in percents)


def test_an_interval_of_a_textbook() -> None:
    """Five values: mean 80, standard deviation 7.9057, t(4) = 2.7764."""
    found = summary(of(70, 75, 80, 85, 90))
    assert (found.count, found.score) == (5, 80.0)
    assert (found.low, found.high) == (70.18, 89.82)


def test_one_score_has_no_interval_and_none_has_no_mean() -> None:
    one = summary(of(80))
    assert (one.count, one.score, one.low, one.high) == (1, 80.0, None, None)
    none = summary(Sums())
    assert (none.count, none.score, none.low, none.high) == (0, None, None, None)


def test_an_interval_stays_within_the_scores_that_there_can_be() -> None:
    found = summary(of(95, 100))
    assert found.high == 100.0
    assert found.low is not None
    assert found.low > 0
    assert summary(of(0, 3)).low == 0.0


@given(scores)
def test_sums_give_the_mean_and_variance_of_the_scores(values: list[int]) -> None:
    sums = sum_of(map(Sums.of_score, values))
    assert sums.mean == pytest.approx(statistics.fmean(values))
    assert sums.variance == pytest.approx(statistics.variance(values), abs=1e-6)


@given(scores, st.randoms())
def test_the_order_changes_nothing(values: list[int], random: st.DataObject) -> None:
    shuffled = sorted(values, key=lambda _: random.random())  # type: ignore[attr-defined]
    assert sum_of(map(Sums.of_score, values)) == sum_of(map(Sums.of_score, shuffled))


def test_a_trend_of_three_evaluations_is_none() -> None:
    found = trend([of(10), of(50), of(90)])
    assert found.direction == "unknown"
    assert "1 in the first half" in found.sentence
    assert f"{FEWEST} in each" in found.sentence


def test_nothing_and_a_single_period_have_no_trend() -> None:
    assert trend([Sums(), Sums()]).sentence == "There are no evaluations."
    found = trend([Sums(), of(*range(50, 90)), Sums()])
    assert (found.direction, found.sentence[:3]) == ("unknown", "All")


@pytest.mark.parametrize(("step", "direction"), [(10, "up"), (-10, "down"), (0.5, "flat")])
def test_a_clear_change_is_a_trend_and_a_small_one_is_none(step: float, direction: str) -> None:
    before = [58, 59, 60, 61, 62]
    after = [each + step for each in before]
    found = trend([of(*before), Sums(), of(*after)])
    assert found.direction == direction
    assert ("No clear change" in found.sentence) == (direction == "flat")


def test_the_time_without_evaluations_at_the_ends_does_not_count() -> None:
    quiet = [Sums()] * 10
    assert trend([*quiet, of(*[60] * 5), of(*[70] * 5), *quiet]).direction == "up"


def test_equal_scores_have_no_trend() -> None:
    assert trend([of(*[60] * 5), of(*[60] * 5)]).direction == "flat"


@given(st.lists(st.lists(st.integers(0, 10_000), max_size=8), max_size=12))
def test_the_trend_backwards_is_the_opposite(periods: list[list[int]]) -> None:
    """With an even number of periods, so that the halves are the same ones."""
    points = [sum_of(map(Sums.of_score, each)) for each in periods]
    scored = [n for n, each in enumerate(points) if each.count]
    if not scored or (scored[-1] - scored[0]) % 2 == 0:
        return
    opposite = {"up": "down", "down": "up"}
    there, back = trend(points), trend(points[::-1])
    assert back.direction == opposite.get(there.direction, there.direction)


def test_welchs_example() -> None:
    """Variances and numbers differ: t is between that of the smaller half and of both together."""
    before, after = [70.0, 71.0, 69.0, 70.5, 69.5], [60.0, 80.0, 90.0, 70.0, 85.0, 95.0, 65.0]
    error = sqrt(statistics.variance(before) / 5 + statistics.variance(after) / 7)
    difference = statistics.fmean(after) - statistics.fmean(before)
    found = trend([of(*before), of(*after)])
    assert found.direction == "flat"
    assert f"{difference - t_quantile(6) * error:+.1f}" in found.sentence
