"""Which questions appear."""

from __future__ import annotations

import pytest

from ringkeep.domain.evaluation.enablement import enabled_questions
from ringkeep.domain.json import JsonValue
from tests.unit.domain.evaluation.builders import NA, Values, answers, card, choice, section, when


def appears(enablement: JsonValue, given: Values, kind: str = "single_select") -> bool:
    scorecard = card(section("S", choice("Q1", type=kind), choice("Q2", enablement=enablement)))
    return "Q2" in enabled_questions(scorecard, answers(scorecard, given))


@pytest.mark.parametrize(
    ("comparator", "chosen"),
    [
        ("in", [["a1"], ["a1", "a2"], ["a2", "a3"], ["a1", "a2", "a3"], ["a2"], ["a1", "a3"]]),
        ("not_in", [["a3"], []]),
        ("all_in", [["a1", "a2"], ["a1", "a2", "a3"]]),
        ("exact", [["a1", "a2"]]),
    ],
)
def test_the_comparators(comparator: str, chosen: list[JsonValue]) -> None:
    condition = when("Q1", "a1", "a2", comparator=comparator)
    every: list[JsonValue] = [
        [], ["a1"], ["a2"], ["a3"], ["a1", "a2"], ["a1", "a3"], ["a2", "a3"], ["a1", "a2", "a3"],
    ]  # fmt: skip
    met = [each for each in every if appears(condition, {"Q1": each}, "multi_select")]
    assert sorted(map(str, met)) == sorted(map(str, chosen))


@pytest.mark.parametrize("comparator", ["in", "not_in", "all_in", "exact"])
@pytest.mark.parametrize("given", [{}, {"Q1": NA}])
def test_no_comparator_holds_for_a_question_without_an_answer(
    comparator: str, given: Values
) -> None:
    assert not appears(when("Q1", "a1", comparator=comparator), given)
    assert appears(when("Q1", "a1", comparator=comparator, action="disable"), given)


def test_the_default_action_counts_when_the_condition_does_not_hold() -> None:
    always = {**when("Q1", "a1"), "default_action": "enable"}
    assert appears(always, {"Q1": "a2"})


def test_conditions_within_conditions() -> None:
    inner: Values = {
        "operator": "or",
        "operands": [{"question": "Q1", "options": ["a1"]}, {"question": "Q1", "options": ["a2"]}],
    }
    not_third: Values = {"question": "Q1", "comparator": "not_in", "options": ["a2"]}
    condition: Values = {"condition": {"operator": "and", "operands": [inner, not_third]}}
    assert [appears(condition, {"Q1": ref}) for ref in ("a1", "a2", "a3")] == [True, False, False]


def test_what_depends_on_a_question_that_does_not_appear_does_not_appear() -> None:
    scorecard = card(
        section(
            "S",
            choice("Q3", enablement=when("Q2", "a1")),
            choice("Q2", enablement=when("Q1", "a1")),
            choice("Q1"),
        )
    )
    given: Values = {"Q1": "a2", "Q2": "a1"}
    assert enabled_questions(scorecard, answers(scorecard, given)) == {"Q1"}
    given = {"Q1": "a1", "Q2": "a1"}
    assert enabled_questions(scorecard, answers(scorecard, given)) == {"Q1", "Q2", "Q3"}


def test_a_chain_of_a_hundred_questions() -> None:
    chain = [
        choice("Q0"),
        *(choice(f"Q{n}", enablement=when(f"Q{n - 1}", "a1")) for n in range(1, 100)),
    ]
    scorecard = card(section("S", *reversed(chain)))
    given: Values = {f"Q{n}": "a1" for n in range(100)}
    assert len(enabled_questions(scorecard, answers(scorecard, given))) == 100
