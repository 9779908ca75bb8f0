"""Whether scores rise or fall, and when no one can tell.

The time from the first to the last period with a score is cut into two halves; of an odd number of periods,
the second half gets the one in the middle. Welch's t interval of the difference of the two means decides:
there is a trend only if the interval does not contain zero. Each half needs FEWEST scores: with fewer, the
interval depends on single calls, and a report must not make a trend of three evaluations.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from math import inf, sqrt
from typing import Final, NamedTuple

from ringkeep.domain.evaluation.score_sums import Sums, sum_of
from ringkeep.domain.evaluation.student import t_quantile

FEWEST: Final = 5
"""Scores in each half."""


class TrendDirection(StrEnum):
    UP = "up"
    DOWN = "down"
    FLAT = "flat"
    UNKNOWN = "unknown"


class Trend(NamedTuple):
    """`sentence` says what the direction rests on."""

    direction: TrendDirection
    sentence: str


def trend(points: Sequence[Sums]) -> Trend:
    """`points` are the sums of consecutive periods, also of those without a score."""
    scored = [number for number, each in enumerate(points) if each.count]
    if not scored:
        return Trend(TrendDirection.UNKNOWN, "There are no evaluations.")
    if scored[0] == scored[-1]:
        return Trend(
            TrendDirection.UNKNOWN, "All evaluations are in one period: a trend needs two."
        )
    middle = (scored[0] + scored[-1] + 1) // 2
    before = sum_of(points[scored[0] : middle])
    after = sum_of(points[middle : scored[-1] + 1])
    if min(before.count, after.count) < FEWEST:
        return Trend(TrendDirection.UNKNOWN, _too_few(before.count, after.count))
    return _compared(before, after)


def _too_few(before: int, after: int) -> str:
    return (
        f"Too few evaluations for a trend: {before} in the first half of the time and {after} in the"
        f" second. It needs {FEWEST} in each."
    )


def _compared(before: Sums, after: Sums) -> Trend:
    difference = (after.mean - before.mean) / 100
    margin = _margin(before, after) / 100
    between = f"between {difference - margin:+.1f} and {difference + margin:+.1f}"
    if abs(difference) <= margin:
        sentence = (
            "No clear change: from the first half of the time to the second, the mean changed by"
            f" {difference:+.1f} percentage points, and with 95 % confidence by {between}."
        )
        return Trend(TrendDirection.FLAT, sentence)
    direction = TrendDirection.UP if difference > 0 else TrendDirection.DOWN
    verb = "rose" if difference > 0 else "fell"
    sentence = (
        f"The mean {verb} by {abs(difference):.1f} percentage points from the first half of the time to the"
        f" second, with 95 % confidence by {between}."
    )
    return Trend(direction, sentence)


def _margin(before: Sums, after: Sums) -> float:
    """Half of Welch's interval of the difference of the means, in hundredths."""
    parts = [each.variance / each.count for each in (before, after)]
    error = sum(parts)
    if not error:
        return 0.0
    weighted = [
        part**2 / (each.count - 1) for part, each in zip(parts, (before, after), strict=True)
    ]
    degrees = error**2 / sum(weighted) if sum(weighted) else inf
    return t_quantile(min(degrees, before.count + after.count - 2)) * sqrt(error)
