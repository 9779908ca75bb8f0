"""Costs and the monthly budget."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringkeep.domain.transcripts.budgets import fits, month_of
from ringkeep.domain.transcripts.costs import Cost, Prices, cost_of, total

PRICES = Prices()


@pytest.mark.parametrize(
    ("seconds", "micros"), [(0, 6_000), (15, 6_000), (15.1, 6_400), (60, 24_000), (3600, 1_440_000)]
)
def test_each_started_second_costs_and_at_least_fifteen(seconds: float, micros: int) -> None:
    assert cost_of(seconds, PRICES).micros == micros


def test_redaction_costs_more() -> None:
    assert cost_of(60, PRICES, redacted=True).micros == 26_400


def test_the_price_is_a_setting() -> None:
    prices = Prices(per_second=Decimal("0.0000001"), minimum_seconds=0, currency="EUR")
    assert cost_of(1, prices) == Cost(micros=1, currency="EUR")


def test_amounts_are_rounded_up_for_people() -> None:
    assert Cost(micros=24_001, currency="USD").text == "0.0241 USD"
    assert Cost(micros=1_440_000, currency="USD").text == "1.4400 USD"


@given(st.lists(st.floats(0, 20_000), max_size=20))
def test_the_cost_of_many_is_the_sum(seconds: list[float]) -> None:
    costs = [cost_of(each, PRICES) for each in seconds]
    assert total(costs, PRICES).micros == sum(each.micros for each in costs)


def test_a_budget_is_used_to_its_last_millionth() -> None:
    assert fits(90, 10, 100)
    assert not fits(90, 11, 100)
    assert fits(10**12, 10**12, None)
    assert not fits(0, 1, 0)


def test_months_are_those_of_utc() -> None:
    assert month_of(1_796_083_199) == "2026-11"
    assert month_of(1_796_083_200) == "2026-12"
