"""Evaluation forms of Amazon Connect, in the shapes of its API."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import botocore.loaders
import botocore.model
import botocore.validate
import pytest

from ringkeep.domain.evaluation.files import import_scorecard
from ringkeep.domain.evaluation.problems import ScorecardRefused
from ringkeep.domain.evaluation.scorecards import Action, Comparator, Scorecard, Scoring
from ringkeep.domain.evaluation.tree import questions_of, sections_of
from tests.unit.domain.evaluation.builders import scored

_FILE = Path(__file__).parents[4] / "docs" / "scorecards" / "connect-form.json"


def select(*options: dict[str, Any], kind: str = "SingleSelect") -> dict[str, Any]:
    return {kind: {"Options": [{"Text": each["RefId"], **each} for each in options]}}


def question(ref: str, kind: str, **fields: Any) -> dict[str, Any]:
    return {"Question": {"Title": ref, "RefId": ref, "QuestionType": kind, **fields}}


def form(*items: dict[str, Any], mode: str = "POINTS_BASED", **fields: Any) -> dict[str, Any]:
    section = {"Title": "S", "RefId": "S", "Items": list(items)}
    strategy = {"Mode": mode, "Status": "ENABLED"}
    return {"Title": "Form", "Items": [{"Section": section}], "ScoringStrategy": strategy, **fields}


FULL = form(
    question(
        "choice",
        "SINGLESELECT",
        QuestionTypeProperties=select(
            {"RefId": "yes", "PointsConfiguration": {"PointValue": 40}},
            {"RefId": "best", "PointsConfiguration": {"PointValue": 50, "IsBonus": True}},
            {
                "RefId": "no",
                "AutomaticFail": True,
                "AutomaticFailConfiguration": {"TargetSection": "S"},
            },
        ),
        ScoringConfiguration={
            "ScoreThresholds": [
                {"PerformanceCategory": "EXCEEDS_EXPECTATIONS", "MinScorePercentage": 90}
            ]
        },
    ),
    question(
        "several",
        "MULTISELECT",
        NotApplicableEnabled=True,
        QuestionTypeProperties=select(
            {"RefId": "a", "PointsConfiguration": {"PointValue": 30}},
            {"RefId": "b", "PointsConfiguration": {"PointValue": 30}},
            kind="MultiSelect",
        ),
        ScoringConfiguration={"PointsConfiguration": {"MaxPointValue": 60}},
        Enablement={
            "Action": "ENABLE",
            "Condition": {
                "Operator": "OR",
                "Operands": [
                    {
                        "Expression": {
                            "Source": {"Type": "QUESTION_REF_ID", "RefId": "choice"},
                            "Values": [{"Type": "OPTION_REF_ID", "RefId": "yes"}],
                            "Comparator": "IN",
                        }
                    }
                ],
            },
        },
    ),
    question(
        "extra",
        "NUMERIC",
        QuestionTypeProperties={
            "Numeric": {
                "MinValue": 0,
                "MaxValue": 5,
                "Options": [
                    {"MinValue": 0, "MaxValue": 2, "PointsConfiguration": {"PointValue": 0}},
                    {"MinValue": 3, "MaxValue": 5, "PointsConfiguration": {"PointValue": 10}},
                ],
            }
        },
        ScoringConfiguration={"PointsConfiguration": {"IsBonus": True}},
    ),
    question("out", "TEXT", ScoringConfiguration={"IsExcludedFromScoring": True}),
    question("day", "DATETIME"),
    InstanceId="i",
    Tags={"team": "sales"},
    AutoEvaluationConfiguration={"Enabled": True},
)


def imported(content: dict[str, Any]) -> Scorecard:
    return import_scorecard(content).scorecard


def valid_for(shape: str, values: dict[str, Any]) -> None:
    """Asserts that Amazon Connect's API model accepts the values."""
    api = botocore.loaders.Loader().load_service_model("connect", "service-2")
    model = botocore.model.ServiceModel(api).shape_for(shape)
    report = botocore.validate.ParamValidator().validate(values, model)
    assert not report.has_errors(), report.generate_report()


def test_the_forms_of_these_tests_are_forms_of_amazon_connect() -> None:
    valid_for("CreateEvaluationFormRequest", FULL)
    valid_for("EvaluationForm", json.loads(_FILE.read_text())["EvaluationForm"])


def test_all_parts_of_a_form() -> None:
    scorecard = imported(FULL)
    choice, several, extra, out, day = questions_of(scorecard)
    assert (scorecard.scoring, scorecard.title) == (Scoring.POINTS, "Form")
    assert [each.points for each in choice.options] == [40, 50, None]
    assert choice.options[1].bonus
    assert choice.options[2].fails_section == "S"
    assert [(each.name, each.minimum) for each in choice.thresholds] == [
        ("Exceeds expectations", 90)
    ]
    assert (several.type, several.maximum_points, several.allow_not_applicable) == (
        "multi_select",
        60,
        True,
    )
    assert several.enablement is not None
    expression = several.enablement.condition.operands[0]
    assert several.enablement.action is Action.ENABLE
    assert expression.model_dump() == {
        "question": "choice",
        "comparator": Comparator.IN,
        "options": ("yes",),
    }
    assert (extra.bonus, extra.minimum, extra.maximum, len(extra.ranges)) == (True, 0, 5, 2)
    assert out.excluded_from_scoring
    assert day.type == "date"


def test_the_request_and_the_answer_of_describing_are_the_same_scorecard() -> None:
    assert imported({"EvaluationForm": FULL}) == imported(FULL)


def test_a_form_is_scored() -> None:
    result = scored(imported(FULL), {"choice": "yes", "several": ["a"], "extra": 4})
    assert result.score == 80
    assert scored(imported(FULL), {"choice": "no", "extra": 4}).score == 0


def test_sections_and_their_weights() -> None:
    scorecard = imported(json.loads(_FILE.read_text()))
    found = [(each.ref, each.weight) for each in sections_of(scorecard)]
    assert (scorecard.scoring, found) == (
        Scoring.BY_SECTION,
        [("s1", 40), ("s11", None), ("s2", 60)],
    )
    assert [(each.name, each.minimum, each.maximum) for each in scorecard.thresholds] == [
        ("Needs improvement", 0, 60),
        ("Exceeds expectations", 90, 100),
    ]


@pytest.mark.parametrize("strategy", [None, {"Mode": "QUESTION_ONLY", "Status": "DISABLED"}])
def test_without_an_enabled_strategy_nothing_is_scored(strategy: dict[str, Any] | None) -> None:
    result = import_scorecard({**FULL, "ScoringStrategy": strategy})
    assert result.scorecard.scoring is Scoring.OFF
    assert result.notes == (
        "The evaluation form has no enabled scoring strategy, so nothing is scored.",
    )


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        (
            ("QuestionType",),
            "STARS",
            "Items.0.Section.Items.0.Question.QuestionType: Input should be",
        ),
        (
            ("RefId",),
            None,
            "Items.0.Section.Items.0.Question.RefId: Input should be a valid string.",
        ),
        (
            ("QuestionTypeProperties", "SingleSelect", "Options", 0, "Score"),
            "ten",
            "Items.0.Section.Items.0.Question.QuestionTypeProperties.SingleSelect.Options.0.Score:",
        ),
    ],
)
def test_a_mistake_in_a_form_has_its_place(
    path: tuple[Any, ...], value: object, sentence: str
) -> None:
    content = copy.deepcopy(FULL)
    place: Any = content["Items"][0]["Section"]["Items"][0]["Question"]
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    with pytest.raises(ScorecardRefused) as refused:
        imported(content)
    assert sentence in str(refused.value)


def test_items_that_are_neither_section_nor_question() -> None:
    with pytest.raises(ScorecardRefused, match="must be a Section or a Question"):
        imported(form({}))
    with pytest.raises(ScorecardRefused, match="A question must be in a section"):
        imported({**FULL, "Items": [question("q", "TEXT")]})
    with pytest.raises(ScorecardRefused):
        imported({"EvaluationForm": 3})
