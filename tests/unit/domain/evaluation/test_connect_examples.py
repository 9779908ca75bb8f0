"""The examples and rules of scoring that Amazon Connect documents."""

from __future__ import annotations

import pytest

from ringkeep.domain.evaluation.files import import_scorecard
from ringkeep.domain.json import JsonValue
from tests.unit.domain.evaluation.builders import (
    NA,
    Values,
    card,
    choice,
    option,
    scored,
    section,
    when,
)

_WEIGHTS = "https://docs.aws.amazon.com/connect/latest/adminguide/about-scoring-and-weights.html"
_FORMS = "https://docs.aws.amazon.com/connect/latest/adminguide/create-evaluation-forms.html"
_FAIL = "https://docs.aws.amazon.com/connect/latest/APIReference/API_EvaluationFormSingleSelectQuestionOption.html"
_OUTPUT = (
    "https://docs.aws.amazon.com/connect/latest/adminguide/evaluationforms-example-output-file.html"
)


def four_questions() -> Values:
    weights = {"Q1": 40, "Q2": 20, "Q3": 20, "Q4": 20}
    return section("S", *(choice(ref, weight=weight) for ref, weight in weights.items()))


def test_weighted_answers_are_added() -> None:
    """about-scoring-and-weights.html, "Weights of optional questions", the first table: 60 percent."""
    result = scored(card(four_questions()), {"Q1": "a1", "Q2": "a2", "Q3": "a2", "Q4": "a3"})
    assert result.score == 60, _WEIGHTS
    assert result.questions == {"Q1": 100, "Q2": 50, "Q3": 50, "Q4": 0}


def test_the_weight_of_not_applicable_is_shared_in_proportion() -> None:
    """about-scoring-and-weights.html, the second table: 50 + 12.5 + 12.5 = 75 percent."""
    result = scored(card(four_questions()), {"Q1": "a1", "Q2": "a2", "Q3": "a2", "Q4": NA})
    assert result.score == 75, _WEIGHTS
    assert result.questions["Q4"] is None


def test_a_critical_question_outweighs_a_closing() -> None:
    """about-scoring-and-weights.html, "Example score": 50 percent of the score against 5."""
    questions = [
        choice("script", weight=50),
        choice("closing", weight=5),
        choice("rest", weight=45),
    ]
    scorecard = card(section("S", *questions))
    good = {"script": "a1", "closing": "a1", "rest": "a1"}
    assert scored(scorecard, {**good, "script": "a3"}).score == 50, _WEIGHTS
    assert scored(scorecard, {**good, "closing": "a3"}).score == 95


def test_by_section_the_questions_of_a_section_count_alike() -> None:
    """about-scoring-and-weights.html, "Weight distribution mode": weight by section."""
    scorecard = card(
        section("A", choice("A1"), choice("A2"), weight=40),
        section("B", choice("B1"), weight=60),
        scoring="by_section",
    )
    result = scored(scorecard, {"A1": "a1", "A2": "a3", "B1": "a1"})
    assert (result.score, result.sections) == (80, {"A": 50, "B": 100}), _WEIGHTS


@pytest.mark.parametrize(
    ("interruptions", "percent"), [(0, 100), (1, 50), (4, 50), (5, 10), (10, 10)]
)
def test_a_number_has_the_score_of_its_range(interruptions: int, percent: float) -> None:
    """create-evaluation-forms.html, step 5.1: 0 interruptions score 10, 1 to 4 score 5, 5 to 10 score 1."""
    ranges: list[JsonValue] = [
        {"minimum": 0, "maximum": 0, "score": 10},
        {"minimum": 1, "maximum": 4, "score": 5},
        {"minimum": 5, "maximum": 10, "score": 1},
    ]
    number: Values = {"ref": "Q", "title": "Q", "type": "numeric", "minimum": 0, "maximum": 10}
    scorecard = card(section("S", {**number, "ranges": ranges}))
    assert scored(scorecard, {"Q": interruptions}).score == percent, _FORMS


@pytest.mark.parametrize(
    ("chosen", "percent"), [(["a"], 40), (["a", "b"], 80), (["a", "b", "c"], 100), ([], 0)]
)
def test_several_options_add_up_to_ten_at_most(chosen: list[JsonValue], percent: float) -> None:
    """create-evaluation-forms.html, step 5.1: the sum of the selected options' scores, capped at 10."""
    options = [option("a", 4), option("b", 4), option("c", 4)]
    scorecard = card(section("S", choice("Q", options, type="multi_select")))
    assert scored(scorecard, {"Q": chosen}).score == percent, _FORMS


def failing(**fails: JsonValue) -> Values:
    options = [option("yes", 10), option("no", None, **fails)]
    return section("S", choice("Q1"), section("S1", choice("Q2", options)), choice("Q3"))


def test_an_automatic_fail_gives_zero() -> None:
    """API_EvaluationFormSingleSelectQuestionOption.html: the overall evaluation gets a score of 0."""
    result = scored(card(failing(automatic_fail=True)), {"Q1": "a1", "Q2": "no", "Q3": "a1"})
    assert (result.score, result.failed_by) == (0, "Q2"), _FAIL
    assert result.questions == {"Q1": 100, "Q2": 0, "Q3": 100}


def test_an_automatic_fail_can_concern_a_section_or_a_subsection_only() -> None:
    """create-evaluation-forms.html, step 5.1: the score for the affected scope is set to zero."""
    given: Values = {"Q1": "a1", "Q2": "no", "Q3": "a1", "Q4": "a1"}
    other = section("T", choice("Q4"))
    result = scored(card(failing(fails_section="S"), other), given)
    assert result.sections["S"] == 0, _FORMS
    assert (result.score, result.failed_by) == (25, None)
    result = scored(card(failing(fails_section="S1"), other), given)
    assert (result.sections["S1"], result.score) == (0, 75)


def test_what_is_excluded_from_scoring_gives_its_weight_to_the_rest() -> None:
    """create-evaluation-forms.html, step 5.1: excluded questions have a weight of 0 percent."""
    scorecard = card(
        section("A", choice("Q1", weight=50), choice("Q2", weight=50, excluded_from_scoring=True)),
        section("B", choice("Q3", weight=50), excluded_from_scoring=True),
    )
    result = scored(scorecard, {"Q1": "a2", "Q2": "a1", "Q3": "a1"})
    assert (result.score, result.sections) == (50, {"A": 50, "B": None}), _FORMS


def points(ref: str, most: int, **fields: JsonValue) -> Values:
    return choice(ref, [option("all", points=most), option("none", points=0)], None, **fields)


def test_points_are_earned_of_the_points_that_could_be_earned() -> None:
    """create-evaluation-forms.html, step 8: earned points versus maximum possible points."""
    scorecard = card(section("S", points("Q1", 30), points("Q2", 10)), scoring="points")
    assert scored(scorecard, {"Q1": "all", "Q2": "none"}).score == 75, _FORMS


def test_points_of_several_options_are_added_up_to_the_cap() -> None:
    """create-evaluation-forms.html, step 5.2: point values are summed; "Set cap" is the maximum."""
    options = [option("a", points=20), option("b", points=20)]
    question = choice("Q1", options, type="multi_select", maximum_points=30)
    scorecard = card(section("S", question, points("Q2", 70)), scoring="points")
    assert scored(scorecard, {"Q1": ["a", "b"], "Q2": "none"}).score == 30, _FORMS


def test_a_bonus_adds_to_what_was_earned_and_not_to_what_could_be_earned() -> None:
    """create-evaluation-forms.html, step 5.2: bonus questions and bonus options."""
    scorecard = card(
        section("S", points("Q1", 50), points("Q2", 50), points("extra", 10, bonus=True)),
        scoring="points",
    )
    assert scored(scorecard, {"Q1": "all", "Q2": "none", "extra": "all"}).score == 60, _FORMS
    assert scored(scorecard, {"Q1": "all", "Q2": "none", "extra": "none"}).score == 50
    options = [option("good", points=10), option("best", points=15, bonus=True)]
    scorecard = card(section("S", choice("Q1", options), points("Q2", 90)), scoring="points")
    assert scored(scorecard, {"Q1": "best", "Q2": "none"}).score == 15


def test_a_percentage_is_never_above_100() -> None:
    """API_EvaluationScore.html: Percentage has a maximum value of 100."""
    scorecard = card(
        section("S", points("Q", 10), points("extra", 10, bonus=True)), scoring="points"
    )
    assert scored(scorecard, {"Q": "all", "extra": "all"}).score == 100


def test_a_follow_up_appears_only_after_one_answer() -> None:
    """create-evaluation-forms.html, step 4: "In all other cases this question is not present in the form"."""
    options = [option("new", 10), option("other", 10)]
    follow_up = choice("Q2", enablement=when("Q1", "new"))
    scorecard = card(section("S", choice("Q1", options), follow_up))
    given: Values = {"Q1": "new", "Q2": "a3"}
    assert scored(scorecard, given).score == 50, _FORMS
    result = scored(scorecard, {**given, "Q1": "other"})
    assert (result.score, result.questions["Q2"]) == (100, None)


def test_the_exported_evaluation_of_the_guide() -> None:
    """evaluationforms-example-output-file.html, "Example scores": all is 100 although one does not apply."""

    def question(ref: str, kind: str, properties: Values | None = None) -> Values:
        values: Values = {
            "Title": ref,
            "RefId": ref,
            "QuestionType": kind,
            "NotApplicableEnabled": True,
        }
        return {
            "Question": {**values, **({"QuestionTypeProperties": properties} if properties else {})}
        }

    def select(*refs: str) -> Values:
        scores: list[JsonValue] = [{"RefId": ref, "Text": ref, "Score": 10} for ref in refs]
        return {"SingleSelect": {"Options": scores}}

    numeric: Values = {"MinValue": 1, "MaxValue": 10}
    ranges: list[JsonValue] = [{"MinValue": 1, "MaxValue": 10, "Score": 5}]
    inner: Values = {
        "Title": "The title of the subsection",
        "RefId": "s46661c49",
        "Items": [
            question("q570b206a", "NUMERIC", {"Numeric": {**numeric, "Options": ranges}}),
            question("q73bc5b9d", "SINGLESELECT", select("o6999aa94", "o284e4d9e")),
            question("h89bc7a9t", "SINGLESELECT", select("p7888bb85", "p395f5e8f")),
        ],
    }
    outer: Values = {"Title": "Section", "RefId": "s1a1b58d6", "Items": [{"Section": inner}]}
    form: Values = {
        "Title": "Compliance Evaluation Form",
        "Items": [{"Section": outer}],
        "ScoringStrategy": {"Mode": "QUESTION_ONLY", "Status": "ENABLED"},
    }
    given: Values = {"q570b206a": NA, "q73bc5b9d": "o6999aa94", "h89bc7a9t": "p395f5e8f"}
    result = scored(import_scorecard(form).scorecard, given)
    assert result.score == 100, _OUTPUT
    assert result.sections == {"s1a1b58d6": 100, "s46661c49": 100}
    assert result.questions["q570b206a"] is None
