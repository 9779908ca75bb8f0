"""Sums of scores, from which a report has its means, its intervals and its trend.

Everything is a sum of integers: how many scores there are, the scores and their squares. So the order in
which scores are added and removed changes nothing, not even in the last digit.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from math import sqrt
from operator import add
from typing import Final

from ringkeep.domain.evaluation.score_contributions import BEST
from ringkeep.domain.evaluation.student import t_quantile

_PERCENT: Final = 100
_DIGITS: Final = 2


@dataclass(
    slots=True, unsafe_hash=True
)  # not frozen: a rebuild makes millions, and this halves its time
class Sums:
    """`total` and `squares` are of scores in hundredths of a percent. `failed` counts those that failed the
    whole scorecard. No one changes an instance."""

    count: int = 0
    total: int = 0
    squares: int = 0
    failed: int = 0

    @classmethod
    def of_score(cls, score: int, *, failed: bool = False) -> Sums:
        return cls(1, score, score * score, int(failed))

    def __add__(self, other: Sums) -> Sums:
        return Sums(
            self.count + other.count,
            self.total + other.total,
            self.squares + other.squares,
            self.failed + other.failed,
        )

    def __neg__(self) -> Sums:
        return Sums(-self.count, -self.total, -self.squares, -self.failed)

    def __bool__(self) -> bool:
        return self != NOTHING

    @property
    def mean(self) -> float:
        """In hundredths. There must be a score."""
        return self.total / self.count

    @property
    def variance(self) -> float:
        """Of the sample, in hundredths squared. There must be two scores."""
        spread = self.count * self.squares - self.total * self.total
        return spread / (self.count * (self.count - 1))


NOTHING: Final = Sums()


def sum_of(sums: Iterable[Sums]) -> Sums:
    return reduce(add, sums, NOTHING)


@dataclass(frozen=True)
class Summary:
    """`score` is the mean in percent, `low` and `high` its 95 percent confidence interval. None where there
    are too few scores: none for a mean, fewer than two for an interval."""

    count: int
    score: float | None = None
    low: float | None = None
    high: float | None = None
    failed: int = 0


def summary(sums: Sums) -> Summary:
    """The interval is Student's, within the scores that there can be."""
    if sums.count < 1:
        return Summary(0)
    low, high = _interval(sums) if sums.count > 1 else (None, None)
    return Summary(sums.count, _percent(sums.mean), low, high, sums.failed)


def _interval(sums: Sums) -> tuple[float, float]:
    half = t_quantile(sums.count - 1) * sqrt(sums.variance / sums.count)
    return _percent(max(0.0, sums.mean - half)), _percent(min(float(BEST), sums.mean + half))


def _percent(value: float) -> float:
    return round(value / _PERCENT, _DIGITS)
