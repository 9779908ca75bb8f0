"""What one evaluation adds to the reports on scores.

    contribution(evaluation)      None if the evaluation does not count

An evaluation counts from its release on, if it is a review and has a score: one in which no question applied
says nothing about anyone. It counts on the day of its release in UTC, for the team in which its person was at
its assignment. Numbers are hundredths of a percent, so that sums are exact whatever their order.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Final

from pydantic import ConfigDict

from ringkeep.domain.evaluation.evaluations import EvaluationKind, EvaluationState
from ringkeep.domain.evaluation.scoring import Scores
from ringkeep.domain.model import Model

BEST: Final = 10_000
"""100 percent in hundredths."""


class ReportedEvaluation(Model):
    """The part of a stored evaluation that reports need: no answers, no comments."""

    model_config = ConfigDict(extra="ignore")

    id: str
    kind: EvaluationKind = EvaluationKind.REVIEW
    state: EvaluationState = EvaluationState.ASSIGNED
    revision: int = 1
    scorecard_id: str
    version: int
    evaluated: str
    team: str = ""
    scores: Scores | None = None
    released_at: float | None = None

    @property
    def is_reported(self) -> bool:
        """Whether reports must remember its revision: it counts, or may have counted before an edit."""
        return self.kind is EvaluationKind.REVIEW and self.state.is_released


class Contribution(Model):
    """`team` is empty for someone without one. `sections` and `questions` have only those with a
    score. `failed_by` is the question that failed the whole scorecard, empty for none."""

    day: date
    user: str
    team: str = ""
    scorecard: str
    version: int
    score: int
    failed_by: str = ""
    sections: Mapping[str, int] = {}
    questions: Mapping[str, int] = {}


def contribution(evaluation: ReportedEvaluation) -> Contribution | None:
    scores, released_at = evaluation.scores, evaluation.released_at
    if not evaluation.is_reported or scores is None or released_at is None:
        return None
    if scores.score is None:
        return None
    return Contribution(
        day=datetime.fromtimestamp(released_at, UTC).date(),
        user=evaluation.evaluated,
        team=evaluation.team,
        scorecard=evaluation.scorecard_id,
        version=evaluation.version,
        score=hundredths(scores.score),
        failed_by=scores.failed_by or "",
        sections=_scored(scores.sections),
        questions=_scored(scores.questions),
    )


def _scored(percents: Mapping[str, float | None]) -> Mapping[str, int]:
    return {ref: hundredths(each) for ref, each in percents.items() if each is not None}


def hundredths(percent: float) -> int:
    return round(percent * 100)
