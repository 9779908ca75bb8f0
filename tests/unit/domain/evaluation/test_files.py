"""Reading scorecards: YAML, JSON, forms of Amazon Connect, and everything that is none."""

from __future__ import annotations

import json
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ringkeep.domain.evaluation.files import (
    MOST_BYTES,
    as_json,
    as_object,
    read_object,
    read_scorecard,
)
from ringkeep.domain.evaluation.lint import lint
from ringkeep.domain.evaluation.problems import ScorecardRefused
from ringkeep.domain.evaluation.scorecards import Scorecard
from ringkeep.domain.evaluation.yaml_text import as_yaml
from ringkeep.domain.json import JsonValue
from tests.properties import examples
from tests.unit.domain.evaluation.test_scoring_properties import documents

EXAMPLES = sorted((Path(__file__).parents[4] / "docs" / "scorecards").iterdir())


def sentences(content: str | bytes) -> str:
    with pytest.raises(ScorecardRefused) as refused:
        read_scorecard(content)
    return "\n".join(map(str, refused.value.problems))


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.name)
def test_the_examples_have_no_findings(file: Path) -> None:
    assert lint(read_scorecard(file.read_bytes()).scorecard) == []


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.name)
def test_an_export_is_imported_as_the_same_scorecard(file: Path) -> None:
    scorecard = read_scorecard(file.read_bytes()).scorecard
    assert read_scorecard(as_json(scorecard)).scorecard == scorecard
    assert read_scorecard(as_yaml(as_object(scorecard))).scorecard == scorecard


@settings(max_examples=examples(60))
@given(documents(), st.text(max_size=20).filter(str.isprintable).filter(bool))
def test_every_scorecard_survives_both_formats(document: dict[str, JsonValue], title: str) -> None:
    scorecard = Scorecard.model_validate({**document, "title": title})
    assert read_scorecard(as_json(scorecard)).scorecard == scorecard
    assert read_scorecard(as_yaml(as_object(scorecard))).scorecard == scorecard


@pytest.mark.parametrize(
    "text", ["yes", "no", "on", "Off", "12:30", "2026-11-26", "1_000", "=", "<<"]
)
def test_yaml_keeps_words_that_older_yaml_takes_for_something_else(text: str) -> None:
    assert read_object(f"answer: {text}") == {"answer": text}


def test_yaml_has_the_types_of_json() -> None:
    text = "a: 1\nb: -2.5\nc: true\nd: null\ne: '1'\nf: [x, {y: z}]\ng: 1e2\nh:\n"
    assert read_object(text) == {
        "a": 1,
        "b": -2.5,
        "c": True,
        "d": None,
        "e": "1",
        "f": ["x", {"y": "z"}],
        "g": 100.0,
        "h": None,
    }


BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{','.join([f'*{chr(97 + n)}'] * 9)}]\n" for n in range(9)
)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "The file has no object: it needs names with values."),
        ("just words", "The file has no object: it needs names with values."),
        ("[1, 2]", "The file has no object: it needs names with values."),
        ("{", "The JSON has a mistake in line 1"),
        ('{"title": "a",\n"title": "b"}', "The name 'title' stands twice in the same object."),
        ("title: a\ntitle: b\n", "The name 'title' stands twice in the same object (line 2)."),
        ('{"title": NaN}', "NaN is not a number that a scorecard can have."),
        ('{"title": ' + "1" * 5_000 + "}", "The file has a number with too many digits."),
        (BOMB, "The YAML has an anchor or alias in line 1: write it out."),
        ("a: !!python/object/apply:os.system [x]", "The YAML has a tag in line 1: leave it out."),
        ("a: b: c", "The YAML has a mistake in line 1: mapping values are not allowed here."),
        ("a: \x07", "The YAML has a mistake"),
        ("---\na: 1\n---\nb: 2\n", "The YAML has a mistake"),
        ("{\"a\": " + "[" * 100_000 + "]" * 100_000 + "}", "The file is nested too deeply."),
        ("a: " + "[" * 500 + "]" * 500, "The file is nested too deeply."),
        (b"\xff\xfe", "The file is not written in UTF-8."),
        ("x" * (MOST_BYTES + 1), "The file has 1,000,001 bytes: at most 1,000,000 are allowed."),
        ("a: " + "x" * 300_000, "The YAML has 300,003 characters"),
    ],
)  # fmt: skip
def test_files_that_are_none(content: str | bytes, sentence: str) -> None:
    assert sentence in sentences(content)


def test_a_mistake_has_its_place() -> None:
    document = {
        "title": "T",
        "colour": "red",
        "sections": [
            {"ref": "S", "title": "S", "items": [{"ref": "Q", "type": "choice", "weight": 200}, 3]}
        ],
    }
    found = sentences(json.dumps(document)).splitlines()
    assert "sections.0.items.0.title: This field is missing." in found
    assert "sections.0.items.0.weight: Input should be less than or equal to 100." in found
    assert "colour: A scorecard has no such field." in found
    begins = ["sections.0.items.0.type: Input should be 'single_select'", "sections.0.items.1: "]
    assert all(any(each.startswith(text) for each in found) for text in begins)


def test_sections_that_are_nested_without_end_are_refused() -> None:
    document: dict[str, JsonValue] = {"ref": "S", "title": "S", "items": []}
    for _ in range(60):
        document = {"ref": "S", "title": "S", "items": [document]}
    text = json.dumps({"title": "T", "sections": [document]})
    assert "nested too deeply" in sentences(text)


@settings(max_examples=examples(200))
@given(st.binary(max_size=200) | st.text(max_size=200))
def test_no_content_causes_another_error(content: bytes | str) -> None:
    try:
        read_scorecard(content)
    except ScorecardRefused as refused:
        assert refused.problems


NAMES = st.sampled_from(
    ["title", "sections", "items", "ref", "kind", "Title", "Items", "Section", "Question", "RefId",
     "EvaluationForm", "ScoringStrategy", "QuestionType", "operands", "enablement", "condition"]
)  # fmt: skip
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=examples(200))
@given(st.dictionaries(NAMES, JSON_VALUES, max_size=5))
def test_no_object_causes_another_error(content: dict[str, JsonValue]) -> None:
    try:
        read_scorecard(json.dumps(content))
    except ScorecardRefused as refused:
        assert refused.problems


def test_a_repeated_name_among_very_many_is_found_at_once() -> None:
    """It was compared with all others: a file of 1 MB took minutes."""
    names = [f"n{number}" for number in range(60_000)]
    content = json.dumps(dict.fromkeys(names, 1))[:-1] + f', "{names[-1]}": 2}}'
    begun = process_time()
    with pytest.raises(ScorecardRefused, match="stands twice"):
        read_scorecard(content)
    assert process_time() - begun < 5


def test_json_with_very_many_small_values_is_not_checked_one_by_one() -> None:
    """Each has several mistakes: 1 MB of them took all the memory that the function has."""
    content = json.dumps({"title": "a", "sections": [{}] * 200_000})
    with pytest.raises(ScorecardRefused, match=r"more than 100,000 names and values"):
        read_scorecard(content)


def test_yaml_with_very_many_small_values_is_not_read_to_its_end() -> None:
    with pytest.raises(ScorecardRefused, match=r"more than 100,000 names and values up to line 2"):
        read_scorecard("title: a\nsections: [" + "a," * 140_000 + "]")
