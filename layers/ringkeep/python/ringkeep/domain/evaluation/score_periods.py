"""The periods of a report: months, or ISO weeks that begin on Monday, of days in UTC.

    periods = Periods.of(ReportPeriod.MONTH, date(2026, 1, 15), date(2026, 3, 2))
    periods.starts       1 January, 1 February, 1 March

A report has whole periods: the first one is that of its first day, the last one that of its last day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from typing import ClassVar, Final, Self

from ringkeep.domain.access.refusals import Refusal

_DAY: Final = timedelta(days=1)
_WEEK: Final = timedelta(days=7)
_LONGEST_MONTH: Final = timedelta(days=31)


class ReportPeriod(StrEnum):
    MONTH = "month"
    WEEK = "week"

    def start(self, day: date) -> date:
        """Returns the first day of the period in which a day is."""
        if self is ReportPeriod.MONTH:
            return day.replace(day=1)
        return day - timedelta(days=day.weekday())

    def after(self, start: date) -> date:
        """Returns the first day of the next period."""
        return self.start(start + (_WEEK if self is ReportPeriod.WEEK else _LONGEST_MONTH))


MOST_PERIODS: Final[Mapping[ReportPeriod, int]] = {ReportPeriod.MONTH: 36, ReportPeriod.WEEK: 53}
SHOWN_UNASKED: Final[Mapping[ReportPeriod, int]] = {ReportPeriod.MONTH: 12, ReportPeriod.WEEK: 12}
"""How many periods a report has that is asked for without days, the present one included."""


class RangeTooLong(Refusal):
    code: ClassVar[str] = "range_too_long"
    field: ClassVar[str] = "from"

    def __init__(self, period: ReportPeriod, number: int) -> None:
        super().__init__(
            f"The days span {number} {period}s: a report has at most {MOST_PERIODS[period]}."
            " Choose a later first day."
        )


class RangeReversed(Refusal):
    code: ClassVar[str] = "range_reversed"
    field: ClassVar[str] = "from"

    def __init__(self) -> None:
        super().__init__("The first day is after the last one: exchange them.")


@dataclass(frozen=True)
class Periods:
    """`first` and `last` are the starts of the first and the last period."""

    period: ReportPeriod
    first: date
    last: date

    @classmethod
    def of(cls, period: ReportPeriod, first_day: date, last_day: date) -> Self:
        """Raises RangeReversed and RangeTooLong."""
        if first_day > last_day:
            raise RangeReversed
        periods = cls(period, period.start(first_day), period.start(last_day))
        number = periods.count
        if number > MOST_PERIODS[period]:
            raise RangeTooLong(period, number)
        return periods

    @classmethod
    def until(cls, period: ReportPeriod, last_day: date) -> Self:
        """Returns the periods of a report whose first day no one gave."""
        first = last = period.start(last_day)
        for _ in range(SHOWN_UNASKED[period] - 1):
            first = period.start(first - _DAY)
        return cls(period, first, last)

    @property
    def count(self) -> int:
        if self.period is ReportPeriod.WEEK:
            return (self.last - self.first) // _WEEK + 1
        years, months = self.last.year - self.first.year, self.last.month - self.first.month
        return 12 * years + months + 1

    @cached_property
    def starts(self) -> Sequence[date]:
        starts = [self.first]
        while starts[-1] < self.last:
            starts.append(self.period.after(starts[-1]))
        return starts

    @property
    def last_day(self) -> date:
        return self.period.after(self.last) - _DAY
