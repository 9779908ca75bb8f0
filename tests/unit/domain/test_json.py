"""How values of unexpected shapes are read."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from ringkeep.domain.json import (
    JsonObject,
    flag_of,
    list_of,
    moment_of,
    nested,
    object_of,
    objects_of,
    parse_object,
    text_of,
    time_of,
    whole_number_of,
)

NOT_A_TEXT: list[object] = [None, True, 1.5, [], {}, ["a"], 10**40]


def test_an_object_is_parsed_from_text_and_bytes() -> None:
    assert parse_object('{"a": [1]}') == parse_object(b'{"a": [1]}') == {"a": [1]}


@pytest.mark.parametrize("content", ["", "{", b"\xff", "[" * 100_000])
def test_what_is_not_json_is_refused(content: str | bytes) -> None:
    with pytest.raises(ValueError, match="not JSON"):
        parse_object(content)


@pytest.mark.parametrize("content", ["[]", "1", "null", '"text"'])
def test_what_is_not_an_object_is_refused(content: str) -> None:
    with pytest.raises(ValueError, match="not a JSON object"):
        parse_object(content)


def test_another_shape_is_an_empty_one() -> None:
    assert object_of([]) == object_of(None) == object_of("a") == {}
    assert list(list_of({})) == list(list_of("ab")) == []
    assert objects_of({"a": 1}) == ()
    assert objects_of([{"a": 1}, None, 2, [{}]]) == ({"a": 1},)


def test_a_path_leads_to_a_value_or_to_nothing() -> None:
    values: JsonObject = {"a": {"b": {"c": 1}}, "d": [1]}
    assert nested(values, "a", "b", "c") == 1
    assert nested(values, "a", "x", "c") is None
    assert nested(values, "d", "b") is None


@pytest.mark.parametrize(
    ("value", "text"), [(" a ", "a"), (7, "7"), ("", ""), ("\ud83d", "?"), (-3, "-3")]
)
def test_text_and_whole_numbers_are_text(value: object, text: str) -> None:
    assert text_of(value) == text


@pytest.mark.parametrize("value", NOT_A_TEXT)
def test_anything_else_is_no_text(value: object) -> None:
    assert text_of(value) == ""


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (7, 7),
        (" 8 ", 8),
        (9.0, 9),
        (-1, None),
        ("-1", None),
        (True, None),
        ("\u00b2", None),
        (float("nan"), None),
        (2**60, None),
        ("9" * 5000, None),
        (None, None),
    ],
)
def test_a_count_is_read_from_digits_and_numbers(value: object, number: int | None) -> None:
    assert whole_number_of(value) == number


@pytest.mark.parametrize(
    ("value", "flag"),
    [(True, True), (" TRUE ", True), ("false", False), (False, False), (1, None), ("", None)],
)
def test_a_flag_is_read_from_text_too(value: object, flag: bool | None) -> None:
    assert flag_of(value) is flag


@pytest.mark.parametrize(
    "value", ["2026-03-01T10:00:00Z", "2026-03-01T10:00:00.000+0000", "2026-03-01T10:00:00"]
)
def test_a_date_is_read_in_every_spelling(value: str) -> None:
    assert moment_of(value) == datetime(2026, 3, 1, 10, tzinfo=UTC)
    assert time_of(value) == 1_772_359_200.0


@pytest.mark.parametrize(
    ("value", "time"),
    [
        (1_772_359_200, 1_772_359_200.0),
        (1_772_359_200_500, 1_772_359_200.5),
        (0, None),
        ("yesterday", None),
        ("1970-01-01T00:00:00Z", None),
        (True, None),
    ],
)
def test_a_time_may_be_a_number_and_must_be_possible(value: object, time: float | None) -> None:
    assert time_of(value) == time


@pytest.mark.parametrize(
    "text",
    ["1" + "0" * 400, "-1" + "0" * 5000, "1e400", "NaN", "-Infinity", "1" + "0" * 400 + ".5"],
)
def test_a_number_without_a_finite_value_costs_only_itself(text: str) -> None:
    assert parse_object(f'{{"a": [{text}, 1]}}') == {"a": [None, 1]}


def test_a_value_that_is_nested_too_deeply_costs_only_itself() -> None:
    deep = "[" * 100_000 + '"]"' + "]" * 100_000
    read = parse_object(f'{{"first": 1, "deep": {deep}, "last": {{"a": "[{{"}}}}')
    assert (read["first"], read["last"]) == (1, {"a": "[{"})


@pytest.mark.parametrize("value", [10**400, -(10**400), 1e308, float("inf"), float("nan")])
def test_a_time_beyond_all_bounds_is_no_time(value: object) -> None:
    assert time_of(value) is None
