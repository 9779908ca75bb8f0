"""Writes tests/score_vectors.json: scorecards, answers, and the scores that the domain computes for them.

    python -m tools.score_vectors

The console computes the same scores in TypeScript, so that they are live without a connection. Its tests
and those of the domain read this file. The scorecards are the documented examples, and random ones that are
the same in each run.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Final

from ringkeep.domain.evaluation.answers import parse_answers
from ringkeep.domain.evaluation.enablement import enabled_questions
from ringkeep.domain.evaluation.files import read_scorecard
from ringkeep.domain.evaluation.scorecards import Question, QuestionType, Scorecard, category
from ringkeep.domain.evaluation.scoring import score
from ringkeep.domain.evaluation.tree import questions_of
from ringkeep.domain.json import JsonObject, JsonValue

ROOT: Final = Path(__file__).parents[1]
VECTORS: Final = ROOT / "tests/score_vectors.json"

_SEED: Final = 20_261_126
_RANDOM_CARDS: Final = 95
_EXAMPLES: Final = ("support-call.yaml", "sales-call.yaml", "connect-form.json")
_CASES_OF_EXAMPLE: Final = 20
_MODES: Final = (
    "by_question",
    "by_section",
    "points",
    "by_question",
    "by_section",
    "points",
    "off",
)
_WEIGHTS: Final = (None, None, None, 0, 10, 25, 40, 100, 33.3, 0.1, 12.5, 66.67)

Values = dict[str, JsonValue]


def main() -> None:
    VECTORS.write_text(vectors_text(), encoding="utf-8")


def vectors_text() -> str:
    """One scorecard with its cases in each line, so that a change of the rules has a short difference."""
    lines = [json.dumps(vector, separators=(",", ":")) for vector in _vectors()]
    return "[\n" + ",\n".join(lines) + "\n]\n"


def vector(scorecard: Scorecard, cases: Sequence[JsonObject]) -> Mapping[str, JsonValue]:
    return {
        "scorecard": scorecard.model_dump(mode="json", exclude_defaults=True),
        "cases": [{"answers": given, "expected": expected(scorecard, given)} for given in cases],
    }


def expected(scorecard: Scorecard, given: JsonObject) -> JsonObject:
    answers = parse_answers(scorecard, given)
    scores = score(scorecard, answers)
    return {
        "score": scores.score,
        "sections": dict(scores.sections),
        "questions": dict(scores.questions),
        "failed_by": scores.failed_by,
        "category": category(scores.score, scorecard.thresholds),
        "enabled": sorted(enabled_questions(scorecard, answers)),
    }


def _vectors() -> Iterator[Mapping[str, JsonValue]]:
    yield from _documented()
    random = Random(_SEED)  # noqa: S311 - no secret
    for name in _EXAMPLES:
        text = (ROOT / "docs/scorecards" / name).read_bytes()
        example = read_scorecard(text).scorecard
        yield vector(example, [_answers(random, example) for _ in range(_CASES_OF_EXAMPLE)])
    for number in range(_RANDOM_CARDS):
        scorecard = _Cards(random).card(number)
        yield vector(scorecard, [{}] + [_answers(random, scorecard) for _ in range(2)])


def _documented() -> Iterator[Mapping[str, JsonValue]]:
    """The two tables of Amazon Connect's guide: about-scoring-and-weights.html."""
    weights = {"Q1": 40, "Q2": 20, "Q3": 20, "Q4": 20}
    options: list[JsonValue] = [
        {"ref": ref, "text": ref, "score": value}
        for ref, value in (("a1", 10), ("a2", 5), ("a3", 0))
    ]
    questions: list[JsonValue] = [
        {
            "ref": ref,
            "title": ref,
            "type": "single_select",
            "weight": weight,
            "allow_not_applicable": True,
            "options": options,
        }
        for ref, weight in weights.items()
    ]
    section: Values = {"ref": "S", "title": "S", "items": questions}
    scorecard = Scorecard.model_validate(
        {"title": "Amazon Connect's example", "sections": [section]}
    )
    first = {
        ref: {"StringValue": a} for ref, a in zip(weights, ("a1", "a2", "a2", "a3"), strict=True)
    }
    yield vector(scorecard, [first, {**first, "Q4": {"NotApplicable": True}}])


class _Cards:
    """Random scorecards. A condition asks only for questions before it, so that there is no loop."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._sources: list[Values] = []

    def card(self, number: int) -> Scorecard:
        sections = [self._section(f"s{n}", [], 2) for n in range(self._random.randint(1, 3))]
        thresholds: list[JsonValue] = [
            {"name": "low", "minimum": 0, "maximum": 50},
            {"name": "high", "minimum": 50, "maximum": 100},
        ]
        mode = _MODES[number % len(_MODES)]
        return Scorecard.model_validate(
            {"title": f"T{number}", "scoring": mode, "sections": sections, "thresholds": thresholds}
        )

    def _one_of(self, count: int) -> bool:
        return self._random.randrange(count) == 0

    def _section(self, ref: str, path: Sequence[str], depth: int) -> Values:
        inside = [*path, ref]
        items = [
            self._section(f"{ref}.{n}", inside, depth - 1)
            if depth and self._one_of(3)
            else self._question(f"{ref}-{n}", inside)
            for n in range(self._random.randint(0 if path else 1, 3))
        ]
        weight = self._random.choice(_WEIGHTS)
        excluded = self._one_of(10)
        return {
            "ref": ref,
            "title": ref,
            "items": list(items),
            "weight": weight,
            "excluded_from_scoring": excluded,
        }

    def _question(self, ref: str, path: Sequence[str]) -> Values:
        random = self._random
        kind = random.choice(
            ("single_select", "single_select", "multi_select", "numeric", "text", "date")
        )
        values: Values = {
            "ref": ref,
            "title": ref,
            "type": kind,
            "weight": random.choice(_WEIGHTS),
            "allow_not_applicable": True,
            "bonus": self._one_of(6),
            "excluded_from_scoring": self._one_of(10),
            "minimum_points": random.choice((None, None, None, 2)),
            "maximum_points": random.choice((None, None, None, 15)),
        }
        if kind.endswith("select"):
            values["options"] = [
                {"ref": f"o{n}", "text": "x", **self._consequence(path)}
                for n in range(random.randint(1, 3))
            ]
        if kind == "numeric":
            ranges: list[JsonValue] = [
                {"minimum": 0, "maximum": 4, **self._consequence(path)},
                {"minimum": 6, "maximum": 9, **self._consequence(path)},
            ]
            values |= {"minimum": 0, "maximum": 10, "ranges": ranges}
        if self._sources and self._one_of(3):
            values["enablement"] = self._enablement()
        if "options" in values:
            self._sources.append(values)
        return values

    def _consequence(self, path: Sequence[str]) -> Values:
        random = self._random
        fails = random.randrange(14)
        return {
            "score": random.choice((None, *range(11))),
            "points": random.choice((None, 0, 3, 5, 10, 20)),
            "bonus": self._one_of(8),
            "automatic_fail": fails == 0,
            "fails_section": random.choice(path) if fails == 1 else None,
        }

    def _enablement(self) -> Values:
        random = self._random
        inner: Values = {"operator": "or", "operands": [self._expression(), self._expression()]}
        operands: list[JsonValue] = [inner if self._one_of(3) else self._expression()]
        if self._one_of(2):
            operands.append(self._expression())
        condition: Values = {"operator": random.choice(("and", "or")), "operands": operands}
        return {
            "action": random.choice(("enable", "disable")),
            "default_action": random.choice((None, None, None, "enable", "disable")),
            "condition": condition,
        }

    def _expression(self) -> Values:
        random = self._random
        options = random.choice((["o0"], ["o0", "o1"], ["o1"]))
        return {
            "question": random.choice(self._sources)["ref"],
            "comparator": random.choice(("in", "not_in", "all_in", "exact")),
            "options": list(options),
        }


def _answers(random: Random, scorecard: Scorecard) -> JsonObject:
    questions = questions_of(scorecard)
    return {each.ref: _answer(random, each) for each in questions if random.randrange(8)}


def _answer(random: Random, question: Question) -> JsonValue:
    if question.allow_not_applicable and random.randrange(7) == 0:
        return {"NotApplicable": True}
    refs = [option.ref for option in question.options]
    match question.type:
        case QuestionType.SINGLE_SELECT:
            return {"StringValue": random.choice(refs)}
        case QuestionType.MULTI_SELECT:
            return {"StringValues": [ref for ref in refs if random.randrange(2)]}
        case QuestionType.NUMERIC:
            return {"NumericValue": _number(random, question)}
        case QuestionType.TEXT:
            return {"StringValue": "o0"}
        case QuestionType.DATE:
            return {"DateTimeValue": "2026-11-26"}


def _number(random: Random, question: Question) -> float:
    least, most = question.minimum or 0, question.maximum or 10
    number = random.randint(least, most)
    return min(float(most), number + random.choice((0.0, 0.0, 0.5, 0.99)))


if __name__ == "__main__":
    main()
