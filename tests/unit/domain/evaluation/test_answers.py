"""Answers as Amazon Connect writes them, and everything that is none."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ringkeep.domain.evaluation.answers import Answer, parse_answers
from ringkeep.domain.evaluation.problems import ScorecardRefused
from ringkeep.domain.json import JsonValue
from tests.properties import examples
from tests.unit.domain.evaluation.builders import Values, card, choice, section

NUMBER: Values = {"ref": "N", "title": "N", "type": "numeric", "minimum": 0, "maximum": 10}
CARD = card(
    section(
        "S",
        choice("Q", allow_not_applicable=False),
        choice("M", type="multi_select"),
        NUMBER,
        {"ref": "T", "title": "T", "type": "text"},
        {"ref": "D", "title": "D", "type": "date"},
    )
)


def test_each_kind_of_question_has_its_kind_of_answer() -> None:
    given_answers: Values = {
        "Q": {"StringValue": "a1", "NotApplicable": False},
        "M": {"StringValues": ["a1", "a3"]},
        "N": {"NumericValue": 7},
        "T": {"StringValue": "well done"},
        "D": {"DateTimeValue": "2026-11-26T10:00:00Z"},
    }
    assert parse_answers(CARD, given_answers) == {
        "Q": Answer(string_value="a1"),
        "M": Answer(string_values=("a1", "a3")),
        "N": Answer(numeric_value=7),
        "T": Answer(string_value="well done"),
        "D": Answer(date_time_value="2026-11-26T10:00:00Z"),
    }


def test_an_empty_object_is_no_answer() -> None:
    assert parse_answers(CARD, {"Q": {}}) == {}


def test_not_applicable() -> None:
    assert parse_answers(CARD, {"M": {"NotApplicable": True}}) == {"M": Answer(not_applicable=True)}


@pytest.mark.parametrize(
    ("ref", "value", "sentence"),
    [
        ("X", {"StringValue": "a1"}, "is no question of this scorecard."),
        ("S", {"StringValue": "a1"}, "is no question of this scorecard."),
        ("Q", "a1", 'needs an object such as {"StringValue": ...}.'),
        ("Q", {"StringValue": "zz"}, "has no option 'zz': its options are 'a1', 'a2', 'a3'."),
        ("Q", {"StringValue": 3}, "needs the reference id of an option in StringValue."),
        ("Q", {"NotApplicable": True}, "cannot be answered with not applicable."),
        ("Q", {"NumericValue": 3}, "is answered with StringValue, not with NumericValue."),
        ("Q", {"Colour": 3}, "is answered with StringValue, not with Colour."),
        ("M", {"StringValues": ["a1", "a1"]}, "names an option twice."),
        (
            "M",
            {"StringValues": "a1"},
            "needs a list of the reference ids of options in StringValues.",
        ),
        ("M", {"NotApplicable": "yes"}, "has a NotApplicable that is neither true nor false."),
        (
            "M",
            {"NotApplicable": True, "StringValues": []},
            "has 2 answers (NotApplicable, StringValues): give one.",
        ),
        ("N", {"NumericValue": 11}, "needs a number from 0 to 10."),
        ("N", {"NumericValue": -0.5}, "needs a number from 0 to 10."),
        ("N", {"NumericValue": True}, "needs a number in NumericValue."),
        ("N", {"NumericValue": float("inf")}, "needs a number in NumericValue."),
        ("N", {"NumericValue": 10**400}, "needs a number from 0 to 10."),
        ("T", {"StringValue": "x" * 100_000}, "has 100,000 characters: at most 3,000 are allowed."),
        ("D", {"DateTimeValue": "tomorrow"}, "needs a date such as 2026-11-26 in DateTimeValue."),
    ],
)
def test_wrong_answers(ref: str, value: JsonValue, sentence: str) -> None:
    with pytest.raises(ScorecardRefused) as refused:
        parse_answers(CARD, {ref: value})
    assert [each.sentence for each in refused.value.problems] == [f"'{ref}' {sentence}"]


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["StringValue", "StringValues", "NumericValue", "NotApplicable", "x"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=8,
)


@settings(max_examples=examples(200))
@given(st.dictionaries(st.sampled_from(["Q", "M", "N", "T", "D", "X"]), JSON_VALUES))
def test_no_answers_cause_another_error(values: dict[str, JsonValue]) -> None:
    try:
        parse_answers(CARD, values)
    except ScorecardRefused as refused:
        assert refused.problems
