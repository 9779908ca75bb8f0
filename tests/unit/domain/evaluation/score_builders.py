"""Evaluations as the reports read them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Final

from hypothesis import strategies as st

from ringkeep.domain.evaluation.score_contributions import (
    Contribution,
    ReportedEvaluation,
    hundredths,
)

RELEASED: Final = datetime(2026, 11, 20, 12, tzinfo=UTC).timestamp()
USERS: Final = ("ann", "ben", "eve")
TEAMS: Final = ("max", "100 % #1 ~ %23", "")
SCORECARDS: Final = ("support", "sales")
REFS: Final = ("greeting", "solution", "closing")


def at(day: date) -> float:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC).timestamp()


def evaluation(
    id_: str = "e1",
    score: float | None = 80.0,
    *,
    questions: Mapping[str, float | None] | None = None,
    failed_by: str | None = None,
    **values: object,
) -> ReportedEvaluation:
    scores = {
        "score": score,
        "sections": {"opening": score},
        "questions": questions or {"greeting": score},
        "failed_by": failed_by,
    }
    fields = {
        "id": id_,
        "state": "released",
        "revision": 3,
        "scorecard_id": "support",
        "version": 1,
        "evaluated": "ann",
        "team": "max",
        "scores": scores,
        "released_at": RELEASED,
    }
    return ReportedEvaluation.model_validate(fields | values)


percents = st.floats(0, 100, allow_nan=False)
days = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@st.composite
def contributions(draw: st.DrawFn) -> Contribution:
    questions = draw(st.dictionaries(st.sampled_from(REFS), percents))
    failed = draw(st.booleans())
    return Contribution(
        day=draw(days),
        user=draw(st.sampled_from(USERS)),
        team=draw(st.sampled_from(TEAMS)),
        scorecard=draw(st.sampled_from(SCORECARDS)),
        version=draw(st.integers(1, 2)),
        score=0 if failed else hundredths(draw(percents)),
        failed_by=REFS[0] if failed else "",
        sections={"opening": hundredths(draw(percents))},
        questions={ref: hundredths(each) for ref, each in questions.items()},
    )
