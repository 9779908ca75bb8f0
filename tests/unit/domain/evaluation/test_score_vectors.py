"""The scores that the console computes too, in tests/score_vectors.json."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TypedDict

import pytest

from ringkeep.domain.evaluation.scorecards import Scorecard
from ringkeep.domain.json import JsonObject
from tools.score_vectors import VECTORS, expected, vectors_text

_MOST_BYTES = 300_000
_FEWEST_CASES = 300


class Case(TypedDict):
    answers: JsonObject
    expected: JsonObject


class Vector(TypedDict):
    scorecard: JsonObject
    cases: list[Case]


def read(path: Path) -> list[Vector]:
    vectors: list[Vector] = json.loads(path.read_text(encoding="utf-8"))
    return vectors


@pytest.mark.parametrize("vector", read(VECTORS), ids=lambda each: str(each["scorecard"]["title"]))
def test_the_domain_computes_the_scores_of_the_file(vector: Vector) -> None:
    scorecard = Scorecard.model_validate(vector["scorecard"])
    for case in vector["cases"]:
        assert expected(scorecard, case["answers"]) == case["expected"]


def test_the_file_is_the_one_that_the_tool_writes() -> None:
    assert VECTORS.read_text(encoding="utf-8") == vectors_text(), "python -m tools.score_vectors"


def test_the_file_has_some_hundred_cases_and_stays_small() -> None:
    assert VECTORS.stat().st_size < _MOST_BYTES
    assert sum(len(vector["cases"]) for vector in read(VECTORS)) > _FEWEST_CASES
