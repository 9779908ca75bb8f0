"""Scores of single cases that properties do not pin down."""

from __future__ import annotations

import pytest

from ringkeep.domain.evaluation.scorecards import Threshold, category
from ringkeep.domain.json import JsonValue
from tests.unit.domain.evaluation.builders import NA, Values, card, choice, option, scored, section


def test_nothing_applicable_is_no_score_rather_than_zero() -> None:
    result = scored(card(section("S", choice("Q1"), choice("Q2"))), {"Q1": NA, "Q2": NA})
    assert (result.score, result.sections["S"], result.failed_by) == (None, None, None)


def test_no_answers_at_all_are_no_score() -> None:
    result = scored(card(section("S", choice("Q1"))), {})
    assert (result.score, result.questions) == (None, {"Q1": None})


def test_weights_of_zero_are_no_score() -> None:
    result = scored(card(section("S", choice("Q1", weight=0))), {"Q1": "a1"})
    assert (result.score, result.sections["S"], result.questions["Q1"]) == (None, None, 100)


def test_scoring_that_is_off_gives_nothing_and_fails_nothing() -> None:
    options = [option("a", 10), option("b", automatic_fail=True)]
    result = scored(card(section("S", choice("Q", options)), scoring="off"), {"Q": "b"})
    assert (result.score, result.failed_by, result.questions) == (None, None, {"Q": None})


def test_an_unanswered_question_gives_its_weight_to_the_others() -> None:
    scorecard = card(section("S", choice("Q1", weight=90), choice("Q2", weight=10)))
    assert scored(scorecard, {"Q2": "a1"}).score == 100


def test_what_has_no_weight_shares_what_the_others_leave() -> None:
    scorecard = card(section("S", choice("Q1", weight=50), choice("Q2"), choice("Q3")))
    assert scored(scorecard, {"Q1": "a3", "Q2": "a1", "Q3": "a3"}).score == 25


def test_by_section_weights_are_shares_of_the_section_around() -> None:
    scorecard = card(
        section(
            "A",
            section("A1", choice("Q1"), weight=75),
            section("A2", choice("Q2"), choice("Q3"), weight=25),
            weight=80,
        ),
        section("B", choice("Q4"), weight=20),
        scoring="by_section",
    )
    result = scored(scorecard, {"Q1": "a1", "Q2": "a1", "Q3": "a3", "Q4": "a3"})
    assert result.sections == {"A": 87.5, "A1": 100, "A2": 50, "B": 0}
    assert result.score == 70


def test_by_section_without_inner_weights_all_questions_of_a_section_count_alike() -> None:
    scorecard = card(
        section("A", choice("Q1"), section("A1", choice("Q2"), choice("Q3"), choice("Q4"))),
        scoring="by_section",
    )
    assert scored(scorecard, {"Q1": "a1", "Q2": "a3", "Q3": "a3", "Q4": "a3"}).score == 25


def test_by_section_weights_of_inner_sections_alone_count_in_the_whole() -> None:
    scorecard = card(
        section(
            "A", section("A1", choice("Q1"), weight=30), section("A2", choice("Q2"), weight=30)
        ),
        section("B", section("B1", choice("Q3"), weight=40)),
        scoring="by_section",
    )
    assert scored(scorecard, {"Q1": "a1", "Q2": "a3", "Q3": "a1"}).score == 70


def test_a_section_that_does_not_apply_gives_its_weight_to_the_others() -> None:
    scorecard = card(
        section("A", choice("Q1"), weight=80),
        section("B", choice("Q2"), weight=15),
        section("C", choice("Q3"), weight=5),
        scoring="by_section",
    )
    assert scored(scorecard, {"Q1": NA, "Q2": "a1", "Q3": "a3"}).score == 75


def test_a_failed_section_counts_with_zero_even_if_its_questions_have_no_weight() -> None:
    options = [option("yes", 10), option("no", fails_section="A")]
    scorecard = card(
        section("A", choice("Q1", options), section("A1", choice("Q2"), weight=100), weight=60),
        section("B", choice("Q3"), weight=40),
        scoring="by_section",
    )
    result = scored(scorecard, {"Q1": "no", "Q3": "a1"})
    assert (result.sections["A"], result.score) == (0, 40)


def test_a_question_that_does_not_appear_fails_nothing() -> None:
    fails = [option("ok", 10), option("bad", automatic_fail=True)]
    condition: Values = {"operands": [{"question": "Q1", "options": ["a1"]}]}
    scorecard = card(
        section("S", choice("Q1"), choice("Q2", fails, enablement={"condition": condition}))
    )
    assert scored(scorecard, {"Q1": "a1", "Q2": "bad"}).score == 0
    assert scored(scorecard, {"Q1": "a2", "Q2": "bad"}).score == 50


def test_a_failed_section_loses_its_bonus_points_too() -> None:
    options = [option("ok", points=10), option("bad", points=5, fails_section="A")]
    extra = choice("extra", [option("yes", points=9)], bonus=True)
    other = choice("Q2", [option("all", points=10)])
    scorecard = card(
        section("A", choice("Q1", options), extra), section("B", other), scoring="points"
    )
    result = scored(scorecard, {"Q1": "bad", "extra": "yes", "Q2": "all"})
    assert (result.score, result.sections["A"], result.questions["Q1"]) == (50, 0, 0)


@pytest.mark.parametrize(("number", "percent"), [(4, 50), (4.5, 50), (5, 10), (7.25, 10)])
def test_a_number_between_two_ranges_belongs_to_the_lower_one(
    number: float, percent: float
) -> None:
    ranges: list[JsonValue] = [
        {"minimum": 0, "maximum": 4, "score": 5},
        {"minimum": 5, "maximum": 8, "score": 1},
    ]
    question: Values = {"ref": "Q", "title": "Q", "type": "numeric", "minimum": 0, "maximum": 9}
    assert (
        scored(card(section("S", {**question, "ranges": ranges})), {"Q": number}).score == percent
    )


def test_the_maximum_points_hold_for_each_kind_of_question_but_not_for_a_bonus() -> None:
    options = [option("a", points=30), option("b", points=40, bonus=True)]
    other = choice("Q2", [option("none", points=0), option("all", points=80)])
    scorecard = card(
        section("S", choice("Q1", options, maximum_points=20), other), scoring="points"
    )
    assert scored(scorecard, {"Q1": "a", "Q2": "none"}).score == 20
    assert scored(scorecard, {"Q1": "b", "Q2": "none"}).score == 40


def test_a_score_has_the_name_of_its_threshold() -> None:
    thresholds = (
        Threshold(name="Needs improvement", maximum=60),
        Threshold(name="Meets", minimum=60, maximum=90),
        Threshold(name="Exceeds", minimum=95),
    )
    found = [category(percent, thresholds) for percent in (0, 59.9, 60, 90, 92, 100, None)]
    assert found == ["Needs improvement", "Needs improvement", "Meets", "Meets", "", "Exceeds", ""]
