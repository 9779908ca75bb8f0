from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from ringkeep.domain.evaluation.evaluations import Evaluation, EvaluationState, Subject
from ringkeep.domain.evaluation.score_contributions import ReportedEvaluation, contribution
from ringkeep.domain.evaluation.scoring import Scores
from tests.unit.domain.evaluation.score_builders import RELEASED, evaluation


def test_a_released_review_counts_for_its_person_and_team() -> None:
    given = contribution(evaluation(questions={"greeting": 66.666, "closing": None}))
    assert given is not None
    assert (given.user, given.team, given.scorecard, given.version) == ("ann", "max", "support", 1)
    assert (given.score, given.day) == (8000, date(2026, 11, 20))
    assert given.questions == {"greeting": 6667}
    assert given.sections == {"opening": 8000}


@pytest.mark.parametrize("state", EvaluationState)
def test_it_counts_from_its_release_on(state: EvaluationState) -> None:
    counts = state not in {"assigned", "draft", "submitted"}
    assert (contribution(evaluation(state=state)) is not None) == counts


@pytest.mark.parametrize(
    "values",
    [
        {"kind": "self"},
        {"scores": None},
        {"released_at": None},
        {"score": None},
    ],
)
def test_what_does_not_count(values: dict[str, object]) -> None:
    score = values.pop("score", 80.0)
    assert contribution(evaluation(score=score, **values)) is None  # type: ignore[arg-type]


def test_a_score_of_zero_counts() -> None:
    given = contribution(evaluation(score=0.0, failed_by="greeting"))
    assert given is not None
    assert (given.score, given.failed_by) == (0, "greeting")


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 10, 31, 23, 59, 59, tzinfo=UTC), date(2026, 10, 31)),
        (datetime(2026, 11, 1, tzinfo=UTC), date(2026, 11, 1)),
    ],
)
def test_the_day_is_one_in_utc(moment: datetime, day: date) -> None:
    given = contribution(evaluation(released_at=moment.timestamp()))
    assert given is not None
    assert given.day == day


def test_a_stored_evaluation_is_read_without_its_answers() -> None:
    stored = Evaluation(
        id="e1",
        scorecard_id="support",
        version=2,
        subject=Subject(service="main", account_id="1", recording_id="r1"),
        evaluated="ann",
        evaluator="eva",
        state=EvaluationState.ACKNOWLEDGED,
        revision=7,
        comment="Well done",
        scores=Scores(score=75.0, sections={}, questions={}),
        released_at=RELEASED,
    )
    read = ReportedEvaluation.model_validate_json(stored.model_dump_json(exclude_defaults=True))
    assert (read.id, read.revision, read.state) == ("e1", 7, EvaluationState.ACKNOWLEDGED)
    given = contribution(read)
    assert given is not None
    assert (given.score, given.version, given.team) == (7500, 2, "")
    assert "comment" not in read.model_dump()
