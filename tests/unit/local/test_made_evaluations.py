"""The evaluations of the demo: eight weeks, each as people could have made it."""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path
from statistics import mean

import pytest

from local.made_evaluations import EvaluatedCall, MadeEvaluation, MadePerson, Maker
from ringkeep.domain.evaluation.evaluation_rules import completeness
from ringkeep.domain.evaluation.evaluations import EvaluationState, Subject
from ringkeep.domain.evaluation.files import read_scorecard
from ringkeep.domain.evaluation.records import ScorecardVersion
from ringkeep.domain.evaluation.scoring import score

NOW = 1_790_000_000.0
DAY = 86_400
SCORECARDS = Path(__file__).parents[3] / "docs" / "scorecards"
TEAMS = ("Sales", "Orders", "Service", "Workshop")


def version(name: str) -> ScorecardVersion:
    content = read_scorecard((SCORECARDS / f"{name}.yaml").read_bytes()).scorecard
    return ScorecardVersion(scorecard_id=name, number=1, content=content, activated_at=0)


VERSIONS = {"Sales": version("sales-call"), "": version("support-call")}


def calls() -> list[EvaluatedCall]:
    return [
        EvaluatedCall(
            Subject(service="default", account_id="1", recording_id=str(number)),
            NOW - (number % 57) * DAY - 7_200,
            MadePerson(f"agent-{number % 20}", TEAMS[number % 4], f"lead-{number % 2}"),
        )
        for number in range(200)
    ]


@pytest.fixture(scope="module")
def made() -> list[MadeEvaluation]:
    return list(Maker(VERSIONS, "evaluator", ("lead-0", "lead-1"), NOW).make(calls()))


def test_each_call_is_evaluated_by_someone_else(made: list[MadeEvaluation]) -> None:
    assert len(made) == 200
    assert all(each.evaluation.evaluator != each.evaluation.evaluated for each in made)
    assert len({each.evaluation.evaluator for each in made}) > 1


def test_what_is_submitted_is_complete_and_has_the_score_of_its_answers(
    made: list[MadeEvaluation],
) -> None:
    contents = {each.scorecard_id: each.content for each in VERSIONS.values()}
    for each in made:
        evaluation, content = each.evaluation, contents[each.evaluation.scorecard_id]
        if evaluation.scores is not None:
            assert not completeness(content, evaluation)
            assert evaluation.scores == score(content, evaluation.given)
        assert [step.revision for step in each.steps] == sorted(
            {step.revision for step in each.steps}
        )


def test_everyone_has_something_to_do(made: list[MadeEvaluation]) -> None:
    states = Counter(each.evaluation.state for each in made)
    assert set(states) == set(EvaluationState)
    assert states[EvaluationState.ACKNOWLEDGED] > 120
    waits = {EvaluationState.RELEASED, EvaluationState.DISPUTED}
    waiting = {each.evaluation.evaluated for each in made if each.evaluation.state in waits}
    assert len(waiting) == 20


def test_the_evaluations_are_of_eight_weeks_and_none_is_of_tomorrow(
    made: list[MadeEvaluation],
) -> None:
    released = [each.evaluation.released_at for each in made if each.evaluation.released_at]
    assert NOW - min(released) > 52 * DAY
    assert max(max(step.at for step in each.steps) for each in made) <= NOW


def test_sales_gets_better(made: list[MadeEvaluation]) -> None:
    scores: dict[bool, list[float]] = defaultdict(list)
    for each in made:
        found = each.evaluation
        if found.team == "Sales" and found.scores and found.scores.score is not None:
            scores[NOW - (found.released_at or NOW) < 28 * DAY].append(found.scores.score)
    assert mean(scores[True]) > mean(scores[False])


def test_they_are_the_same_in_each_run(made: list[MadeEvaluation]) -> None:
    assert list(Maker(VERSIONS, "evaluator", ("lead-0", "lead-1"), NOW).make(calls())) == made
