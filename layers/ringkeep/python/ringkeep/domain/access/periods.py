"""Periods of whole days in a service's time zone, such as the time for which someone has an extension."""

from __future__ import annotations

from datetime import date, datetime, tzinfo
from typing import Self

from pydantic import model_validator

from ringkeep.domain.model import Model


class Period(Model):
    """From one day to another, both included. None is open: since ever, or until further notice."""

    first_day: date | None = None
    last_day: date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.first_day and self.last_day and self.last_day < self.first_day:
            raise ValueError("the last day is before the first day")
        return self

    def covers(self, day: date) -> bool:
        after_first = self.first_day is None or day >= self.first_day
        return after_first and (self.last_day is None or day <= self.last_day)

    def overlaps(self, other: Period) -> bool:
        return self._begins_by(other.last_day) and other._begins_by(self.last_day)

    def _begins_by(self, day: date | None) -> bool:
        return self.first_day is None or day is None or self.first_day <= day


def local_day(moment: float, zone: tzinfo) -> date:
    """Returns the day of a moment (seconds since the epoch) in the time zone."""
    return datetime.fromtimestamp(moment, zone).date()
