"""Scorecards and answers for the tests, in few words."""

from __future__ import annotations

from collections.abc import Sequence

from ringkeep.domain.evaluation.answers import Answers, parse_answers
from ringkeep.domain.evaluation.scorecards import Scorecard
from ringkeep.domain.evaluation.scoring import Scores, score
from ringkeep.domain.json import JsonObject, JsonValue

Values = dict[str, JsonValue]


def option(ref: str, value: int | None = None, **fields: JsonValue) -> Values:
    return {"ref": ref, "text": ref, "score": value, **fields}


def choice(
    ref: str,
    options: Sequence[JsonValue] | None = None,
    weight: float | None = None,
    **fields: JsonValue,
) -> Values:
    """A single choice with the answers a1, a2 and a3 (10, 5 and 0)."""
    given = options or [option("a1", 10), option("a2", 5), option("a3", 0)]
    question: Values = {"ref": ref, "title": ref, "type": "single_select", "options": given}
    return {**question, "weight": weight, "allow_not_applicable": True, **fields}


def section(ref: str, *items: JsonValue, **fields: JsonValue) -> Values:
    return {"ref": ref, "title": ref, "items": items, **fields}


def card(*sections: JsonValue, **fields: JsonValue) -> Scorecard:
    return Scorecard.model_validate({"title": "Scorecard", "sections": sections, **fields})


def when(question: str, *options: str, comparator: str = "in", action: str = "enable") -> Values:
    operand: Values = {"question": question, "comparator": comparator, "options": options}
    return {"action": action, "condition": {"operands": [operand]}}


NA: Values = {"NotApplicable": True}


def answers(scorecard: Scorecard, given: JsonObject) -> Answers:
    """A text is the reference id of an option, a list several, a number a number."""
    return parse_answers(scorecard, {ref: _answer(value) for ref, value in given.items()})


def _answer(value: JsonValue) -> JsonValue:
    if isinstance(value, str):
        return {"StringValue": value}
    if isinstance(value, list):
        return {"StringValues": value}
    return {"NumericValue": value} if isinstance(value, int | float) else value


def scored(scorecard: Scorecard, given: JsonObject) -> Scores:
    return score(scorecard, answers(scorecard, given))
