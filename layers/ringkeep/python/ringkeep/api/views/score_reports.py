"""Reports on scores as the API shows them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from typing import Final

from pydantic import ConfigDict, Field

from ringkeep.api.views.common import example
from ringkeep.domain.evaluation.score_periods import ReportPeriod
from ringkeep.domain.evaluation.score_reports import Point, ScoreReport, Series
from ringkeep.domain.evaluation.score_requests import ReportBy
from ringkeep.domain.evaluation.score_sums import Summary
from ringkeep.domain.evaluation.score_trends import TrendDirection
from ringkeep.domain.json import JsonObject
from ringkeep.domain.model import Model

_TOTAL: Final[JsonObject] = {
    "count": 3,
    "score": 80.0,
    "low": 55.16,
    "high": 100.0,
    "failed": 0,
}
_EMPTY: Final[JsonObject] = {"count": 0, "score": None, "low": None, "high": None, "failed": 0}
_TREND: Final[JsonObject] = {
    "direction": "unknown",
    "sentence": "All evaluations are in one period: a trend needs two.",
}
_SERIES: Final[JsonObject] = {
    "id": "Support",
    "name": "Support",
    "points": [{"start": "2026-10-01", **_EMPTY}, {"start": "2026-11-01", **_TOTAL}],
    "total": _TOTAL,
    "trend": _TREND,
}
_REPORT: Final[JsonObject] = {
    "by": "team",
    "period": "month",
    "from": "2026-10-01",
    "to": "2026-11-30",
    "series": [_SERIES],
    "next": None,
}
HEADER: Final = ("by", "id", "name", "start", "count", "score", "low", "high", "failed")


class ScoreTotal(Model):
    """`count` evaluations with a score, and their mean `score` in percent, null without one. `low` and `high`
    are its 95 % confidence interval, null with fewer than two. `failed` counts those that an answer failed as
    a whole, in lines of questions those that this question failed."""

    model_config = example(_TOTAL)
    count: int
    score: float | None
    low: float | None
    high: float | None
    failed: int


class ScorePoint(ScoreTotal):
    """`start` is the first day of the period."""

    model_config = example({"start": "2026-11-01", **_TOTAL})
    start: date


class ScoreTrend(Model):
    """`unknown` if there are too few evaluations to tell, `flat` if the change may be chance. The sentence
    says what it rests on."""

    model_config = example(_TREND)
    direction: TrendDirection
    sentence: str


class ScoreSeries(Model):
    """One line. `id` is that of a user or scorecard, the reference id of a section or question, or the name
    of a team, which is empty for people without one; `all` if everything is in one line. There is a point for
    each period of the report."""

    model_config = example(_SERIES)
    id: str
    name: str
    points: tuple[ScorePoint, ...]
    total: ScoreTotal
    trend: ScoreTrend


class ScoreReportView(Model):
    """`from` and `to` are the first day of the first and the last day of the last period."""

    model_config = ConfigDict(serialize_by_alias=True, **example(_REPORT))
    by: ReportBy
    period: ReportPeriod
    first: date = Field(serialization_alias="from")
    last: date = Field(serialization_alias="to")
    series: tuple[ScoreSeries, ...]
    next: str | None


def score_report_view(report: ScoreReport) -> ScoreReportView:
    return ScoreReportView(
        by=report.by,
        period=report.periods.period,
        first=report.periods.first,
        last=report.periods.last_day,
        series=tuple(map(_series_view, report.series)),
        next=report.next or None,
    )


def _series_view(series: Series) -> ScoreSeries:
    return ScoreSeries(
        id=series.id,
        name=series.name,
        points=tuple(
            ScorePoint(start=each.start, **asdict(each.summary)) for each in series.points
        ),
        total=ScoreTotal(**asdict(series.total)),
        trend=ScoreTrend(**series.trend._asdict()),
    )


def rows_of(report: ScoreReport) -> Iterator[tuple[str, ...]]:
    """Returns a row for each period with an evaluation, in the order of HEADER."""
    for series in report.series:
        for point in series.points:
            if point.summary.count:
                yield (report.by.value, series.id, series.name, *_cells(point))


def _cells(point: Point) -> tuple[str, ...]:
    each: Summary = point.summary
    numbers = (each.count, each.score, each.low, each.high, each.failed)
    return (point.start.isoformat(), *("" if it is None else str(it) for it in numbers))
