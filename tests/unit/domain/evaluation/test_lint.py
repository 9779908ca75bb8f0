"""Each mistake has its sentence."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from ringkeep.domain.evaluation.lint import lint
from ringkeep.domain.evaluation.problems import Level
from ringkeep.domain.evaluation.scorecards import Scorecard
from ringkeep.domain.json import JsonValue
from tests.unit.domain.evaluation.builders import Values, card, choice, option, section, when


def errors(scorecard: Scorecard) -> Sequence[str]:
    return [str(each) for each in lint(scorecard) if each.level is Level.ERROR]


def warnings(scorecard: Scorecard) -> Sequence[str]:
    return [str(each) for each in lint(scorecard) if each.level is Level.WARNING]


def one(*questions: JsonValue, **fields: JsonValue) -> Scorecard:
    return card(section("S", *questions), **fields)


def number(*ranges: tuple[int, int], **fields: JsonValue) -> Values:
    given: list[JsonValue] = [
        {"minimum": low, "maximum": high, "score": 10} for low, high in ranges
    ]
    values: Values = {"ref": "Q", "title": "Q", "type": "numeric", "minimum": 0, "maximum": 9}
    return {**values, "ranges": given, **fields}


def test_a_correct_scorecard_has_no_findings() -> None:
    assert lint(one(choice("Q1", weight=60), choice("Q2", weight=40))) == []
    assert lint(one(choice("Q1"), choice("Q2"))) == []


@pytest.mark.parametrize(
    ("weights", "sentence"),
    [
        ((60, 30), "The weights of the questions add up to 90, not to 100."),
        ((60, 50.5), "The weights of the questions add up to 110.5, not to 100."),
        ((0, 0), "The weights of the questions are all zero: there is never a score."),
        ((100, None), "The weights of the questions leave nothing of 100 for 'Q1'."),
    ],
)
def test_weights_that_do_not_add_up(weights: Sequence[float | None], sentence: str) -> None:
    questions = [choice(f"Q{n}", weight=weight) for n, weight in enumerate(weights)]
    assert errors(one(*questions)) == [sentence]


def test_three_thirds_add_up() -> None:
    assert errors(one(*(choice(f"Q{n}", weight=33.33) for n in range(3)))) == []


def test_weights_of_sections_add_up_at_each_level() -> None:
    inner = [section("A1", choice("Q1"), weight=50), section("A2", choice("Q2"), weight=20)]
    scorecard = card(
        section("A", *inner, weight=50), section("B", choice("Q3"), weight=40), scoring="by_section"
    )
    assert errors(scorecard) == [
        "The weights of the sections add up to 90, not to 100.",
        "The weights of the sections in section 'A' add up to 70, not to 100.",
    ]


def test_weights_in_the_wrong_place_are_a_surprise() -> None:
    scorecard = card(section("S", choice("Q", weight=100)), scoring="by_section")
    assert warnings(scorecard) == [
        "The weights of the questions do not count: the scoring is 'by_section'."
    ]


def test_a_weight_without_a_score_does_not_count() -> None:
    text: Values = {"ref": "T", "title": "T", "type": "text", "weight": 40}
    scorecard = one(choice("Q", weight=60), text)
    assert errors(scorecard) == ["The weights of the questions add up to 60, not to 100."]
    assert warnings(scorecard) == [
        "Question 'T' has a weight, but no score: its weight does not count."
    ]


def test_nothing_to_score() -> None:
    text: Values = {"ref": "T", "title": "T", "type": "text"}
    assert errors(one(text)) == [
        "No question has a score: the scorecard never has one. Turn scoring off."
    ]
    assert errors(one(text, scoring="off")) == []
    assert errors(card()) == ["The scorecard has no question."]


def test_100_questions_are_allowed_and_101_are_not() -> None:
    assert errors(one(*(choice(f"Q{n}") for n in range(100)))) == []
    assert errors(one(*(choice(f"Q{n}") for n in range(101)))) == [
        "The scorecard has 101 questions: at most 100 are allowed."
    ]


def test_sections_that_lie_too_deep() -> None:
    inner = section("S6", choice("Q"))
    for n in range(5, 0, -1):
        inner = section(f"S{n}", inner)
    assert errors(card(inner)) == [
        "Section 'S6' lies too deep: at most 5 sections may lie within each other."
    ]


def test_reference_ids_that_are_there_twice() -> None:
    assert errors(one(choice("Q"), choice("Q"), choice("S"))) == [
        "The reference id 'S' is there 2 times: each section and each question needs its own.",
        "The reference id 'Q' is there 2 times: each section and each question needs its own.",
    ]


def test_an_option_that_is_there_twice_can_never_be_chosen() -> None:
    assert errors(one(choice("Q", [option("a", 10), option("a", 0)]))) == [
        "Question 'Q' has 2 options with the reference id 'a': only the first can ever be chosen."
    ]


def test_a_loop_in_conditions() -> None:
    loop = [choice(f"Q{n}", enablement=when(f"Q{(n + 1) % 3}", "a1")) for n in range(3)]
    after = choice("Q9", enablement=when("Q0", "a1"))
    assert errors(one(after, *loop)) == [
        "The conditions form a loop: 'Q0' -> 'Q1' -> 'Q2' -> 'Q0'."
    ]


def test_a_condition_on_the_own_answer() -> None:
    assert errors(one(choice("Q", enablement=when("Q", "a1")))) == [
        "The condition of question 'Q' asks for its own answer."
    ]


@pytest.mark.parametrize(
    ("condition", "sentence"),
    [
        (when("Z", "a1"), "asks for question 'Z', which does not exist."),
        (when("T", "a1"), "asks for question 'T', which has no options to choose from."),
        (when("Q1", "zz"), "asks for option 'zz', which question 'Q1' does not have."),
    ],
)
def test_conditions_on_what_is_not_there(condition: Values, sentence: str) -> None:
    text: Values = {"ref": "T", "title": "T", "type": "text"}
    assert errors(one(choice("Q1"), text, choice("Q", enablement=condition))) == [
        f"The condition of question 'Q' {sentence}"
    ]


NEVER = "never appears, so its options can never be chosen: its condition cannot hold."


def test_a_question_that_never_appears() -> None:
    both: Values = {
        "condition": {
            "operands": [
                {"question": "Q1", "options": ["a1"]},
                {"question": "Q1", "options": ["a2"]},
            ]
        }
    }
    first = choice("Q1", allow_not_applicable=False)
    hidden = choice("Q2", enablement=both, allow_not_applicable=False)
    follows = choice("Q3", enablement=when("Q2", "a1"))
    assert errors(one(first, hidden, follows)) == [
        f"Question 'Q2' {NEVER}",
        f"Question 'Q3' {NEVER}",
    ]
    several = {**first, "type": "multi_select"}
    assert errors(one(several, hidden, follows)) == []


def test_two_options_of_a_single_choice_at_once() -> None:
    condition = when("Q1", "a1", "a2", comparator="all_in")
    found = errors(one(choice("Q1"), choice("Q2", enablement=condition)))
    assert found[0] == (
        "The condition of question 'Q2' needs 2 options of question 'Q1' at once, of which only one can be"
        " chosen."
    )


def test_a_condition_on_a_question_that_may_not_apply() -> None:
    assert warnings(one(choice("Q1"), choice("Q2", enablement=when("Q1", "a1")))) == [
        "The condition of question 'Q2' asks for question 'Q1', which may be not applicable: then the"
        " condition does not hold."
    ]


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        (number((0, 4), (6, 9)), "has no range for 5."),
        (number((0, 4)), "has no range for 5 to 9."),
        (number((0, 5), (5, 9)), "has ranges that overlap: 0 to 5 and 5 to 9."),
        (
            number((0, 9), (10, 12)),
            "has the range 10 to 12, which can never be chosen: the answer is from 0 to 9.",
        ),
        (number((0, 9), (8, 7)), "has the range 8 to 7, which ends before it begins."),
        (number((0, 9), maximum=None), "is a number and needs a minimum and a maximum."),
        (number((0, 9), minimum=10), "has a minimum above its maximum."),
    ],
)
def test_ranges_of_numbers(question: Values, sentence: str) -> None:
    assert errors(one(question))[0] == f"Question 'Q' {sentence}"


def test_kinds_of_questions_that_do_not_fit_their_options() -> None:
    assert errors(one(choice("Q", type="text"), choice("Q2")))[0] == (
        "Question 'Q' has options, but is no choice: they can never be chosen."
    )
    empty: Values = {"ref": "Q", "title": "Q", "type": "single_select"}
    assert errors(one(empty, choice("Q2")))[0] == "Question 'Q' has no options to choose from."


def test_scores_that_no_answer_can_reach() -> None:
    assert warnings(one(choice("Q", [option("a", 8), option("b")]))) == [
        "Question 'Q' has options without a score: they count as 0.",
        "Question 'Q' gives a score of 8 at most, so no answer reaches 100 percent: 10 is the best.",
    ]


def test_a_section_that_an_answer_cannot_fail() -> None:
    question = choice("Q", [option("a", 10), option("b", fails_section="T")])
    assert errors(card(section("S", question), section("T", choice("Q2")))) == [
        "An answer of question 'Q' fails section 'T', in which the question does not lie."
    ]


def test_a_bonus_that_fails() -> None:
    options = [option("a", points=10), option("b", points=1, bonus=True, automatic_fail=True)]
    assert errors(one(choice("Q", options), scoring="points")) == [
        "Question 'Q' has a bonus that fails: a bonus can add points only."
    ]


def test_thresholds_that_overlap() -> None:
    thresholds: list[JsonValue] = [
        {"name": "Low", "maximum": 60},
        {"name": "High", "minimum": 50},
        {"name": "Odd", "minimum": 90, "maximum": 80},
    ]
    assert errors(one(choice("Q"), thresholds=thresholds)) == [
        "The scorecard: the threshold 'Odd' ends before it begins.",
        "The scorecard: the thresholds 'Low' and 'High' overlap.",
        "The scorecard: the thresholds 'High' and 'Odd' overlap.",
    ]
    touching: list[JsonValue] = [{"name": "Low", "maximum": 60}, {"name": "High", "minimum": 60}]
    assert errors(one(choice("Q"), thresholds=touching)) == []


def test_a_scorecard_that_is_too_large_to_store() -> None:
    questions = [choice(f"Q{n}", instructions="x" * 5_000) for n in range(100)]
    assert "can be stored" in errors(one(*questions))[0]


def test_large_scorecards_take_no_time() -> None:
    chain = [choice(f"Q{n}", enablement=when(f"Q{n + 1}", "a1")) for n in range(900)]
    assert errors(one(*chain)) == ["The scorecard has 900 questions: at most 100 are allowed."]
    options = [option(f"o{n}", 10) for n in range(70)]
    pair: JsonValue = {
        "operands": [{"question": f"Q{n}", "options": ["o1"]} for n in range(2)],
        "operator": "or",
    }
    asking: Values = {"condition": {"operands": [{"operands": [pair] * 20}] * 5}}
    sources = [choice(f"Q{n}", options) for n in range(2)]
    others = [choice(f"A{n}", enablement=asking) for n in range(20)]
    assert errors(one(*sources, *others)) == []


def test_many_conditions_take_no_time() -> None:
    several = [
        choice(f"M{n}", [option(f"o{k}", 10) for k in range(30)], type="multi_select")
        for n in range(9)
    ]
    operands: list[JsonValue] = [
        {"question": f"M{n}", "comparator": "all_in", "options": [f"o{k}" for k in range(30)]}
        for n in range(9)
    ]
    asking = choice("Q", enablement={"condition": {"operands": operands}})
    assert errors(one(*several, asking)) == []
