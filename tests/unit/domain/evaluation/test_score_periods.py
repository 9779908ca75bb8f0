from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringkeep.domain.evaluation.score_periods import (
    MOST_PERIODS,
    Periods,
    RangeReversed,
    RangeTooLong,
    ReportPeriod,
)

MONTH, WEEK = ReportPeriod.MONTH, ReportPeriod.WEEK
days = st.dates(date(1970, 1, 1), date(2990, 12, 31))


def test_months() -> None:
    periods = Periods.of(MONTH, date(2025, 12, 15), date(2026, 2, 3))
    assert periods.starts == [date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1)]
    assert periods.last_day == date(2026, 2, 28)


def test_weeks_begin_on_monday_also_at_the_turn_of_the_year() -> None:
    periods = Periods.of(WEEK, date(2026, 12, 31), date(2027, 1, 4))
    assert periods.starts == [date(2026, 12, 28), date(2027, 1, 4)]
    assert date(2027, 1, 3).isocalendar()[:2] == date(2026, 12, 28).isocalendar()[:2]


@given(days, st.sampled_from(ReportPeriod), st.integers(0, 500))
def test_every_day_is_in_exactly_one_period(day: date, period: ReportPeriod, after: int) -> None:
    start = period.start(day)
    assert start <= day < period.after(start)
    assert period.start(start) == start
    last = day + timedelta(days=min(after, 300))
    periods = Periods.of(period, day, last)
    assert len(periods.starts) == periods.count
    assert (periods.starts[0], periods.starts[-1]) == (start, period.start(last))
    assert periods.starts[0] <= day <= last <= periods.last_day


@pytest.mark.parametrize(("period", "longest"), [(MONTH, "36 months"), (WEEK, "53 weeks")])
def test_a_report_is_bounded(period: ReportPeriod, longest: str) -> None:
    assert longest == f"{MOST_PERIODS[period]} {period}s"
    last = date(2026, 11, 26)
    first = Periods(period, last, last).last
    for _ in range(MOST_PERIODS[period] - 1):
        first = period.start(period.start(first) - timedelta(days=1))
    assert Periods.of(period, first, last).count == MOST_PERIODS[period]
    with pytest.raises(RangeTooLong, match=str(MOST_PERIODS[period])):
        Periods.of(period, first - timedelta(days=1), last)


def test_days_in_the_wrong_order() -> None:
    with pytest.raises(RangeReversed):
        Periods.of(MONTH, date(2026, 11, 2), date(2026, 11, 1))


def test_without_a_first_day_there_are_twelve() -> None:
    assert Periods.until(MONTH, date(2026, 11, 26)).first == date(2025, 12, 1)
    weeks = Periods.until(WEEK, date(2026, 11, 26))
    assert (len(weeks.starts), weeks.last) == (12, date(2026, 11, 23))
