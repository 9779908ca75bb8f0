"""A report on scores: one line of points over time for each team, user, scorecard, section or question."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, NamedTuple, TypeAlias

from ringkeep.domain.evaluation.score_cells import (
    QUESTION,
    SCORE,
    SECTION,
    Cell,
    NamedSums,
)
from ringkeep.domain.evaluation.score_periods import Periods
from ringkeep.domain.evaluation.score_requests import (
    Facts,
    People,
    ReportBy,
    ScoreRequest,
    facts_of,
    wanted,
)
from ringkeep.domain.evaluation.score_sums import NOTHING, Summary, Sums, sum_of, summary
from ringkeep.domain.evaluation.score_trends import Trend, trend

ALL: Final = "all"

Line: TypeAlias = Mapping[str, Sums]
"""Sums by the start of their period."""


class Point(NamedTuple):
    start: date
    summary: Summary


@dataclass(frozen=True)
class Series:
    """A line of a report. It has a point for each period."""

    id: str
    name: str
    points: Sequence[Point]
    total: Summary
    trend: Trend


@dataclass(frozen=True)
class ScoreReport:
    """`next` is the id after which the next page begins, empty on the last one."""

    by: ReportBy
    periods: Periods
    series: Sequence[Series] = field(default_factory=tuple)
    next: str = ""


@dataclass(frozen=True)
class Grouping:
    """Puts the scores of cells into the lines of a report."""

    request: ScoreRequest
    people: People

    def lines(self, found: Iterable[tuple[Cell, NamedSums]]) -> Mapping[str, Line]:
        """Returns the sums of each line, without those that have no score."""
        lines: dict[str, dict[str, Sums]] = {}
        for id_, start, sums in self._added(found):
            line = lines.setdefault(id_, {})
            line[start] = line.get(start, NOTHING) + sums
        return {
            id_: line for id_, line in lines.items() if any(each.count for each in line.values())
        }

    def _added(self, found: Iterable[tuple[Cell, NamedSums]]) -> Iterator[tuple[str, str, Sums]]:
        for cell, named in found:
            facts = facts_of(cell)
            if wanted(facts, self.request, self.people):
                yield from ((id_, facts.start, sums) for id_, sums in self._named(facts, named))

    def _named(self, facts: Facts, named: NamedSums) -> Iterator[tuple[str, Sums]]:
        """Returns what one cell adds to which lines."""
        prefix = {ReportBy.SECTION: SECTION, ReportBy.QUESTION: QUESTION}.get(
            self.request.by, SCORE
        )
        for name, sums in named.items():
            if prefix:
                if name.startswith(prefix):
                    yield name.removeprefix(prefix), sums
            elif name == SCORE:
                yield self._line_of(facts), sums

    def _line_of(self, facts: Facts) -> str:
        match self.request.by:
            case ReportBy.TEAM:
                return facts.team or ""
            case ReportBy.USER:
                return facts.user or ""
            case ReportBy.SCORECARD:
                return facts.scorecard or ""
        return ALL


def series_of(id_: str, name: str, line: Line, periods: Periods) -> Series:
    sums = [line.get(start.isoformat(), NOTHING) for start in periods.starts]
    points = [Point(*each) for each in zip(periods.starts, map(summary, sums), strict=True)]
    return Series(id_, name, points, summary(sum_of(sums)), trend(sums))
