"""The answers of an evaluation, in the form in which Amazon Connect writes them.

    parse_answers(scorecard, {"greeting": {"StringValue": "yes"}, "hold": {"NumericValue": 2}})

A choice is given by the reference id of its option. `{}` is no answer.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Final

from ringkeep.domain.evaluation.problems import Problem, ScorecardRefused, named, shown
from ringkeep.domain.evaluation.scorecards import Question, QuestionType, Scorecard
from ringkeep.domain.evaluation.tree import questions_of
from ringkeep.domain.json import JsonObject, JsonValue
from ringkeep.domain.model import Model

LONGEST_TEXT: Final = 3_000
_LARGEST: Final = 1_000_000_000
"""Of a number whose question has no bounds yet."""

Choice = frozenset[str]


class Answer(Model):
    """The answer to one question: one of the values, or not applicable."""

    string_value: str | None = None
    string_values: tuple[str, ...] | None = None
    numeric_value: float | None = None
    date_time_value: str | None = None
    not_applicable: bool = False

    @property
    def chosen(self) -> Choice:
        """The options that are chosen."""
        if self.string_value is not None:
            return frozenset((self.string_value,))
        return frozenset(self.string_values or ())


Answers = Mapping[str, Answer]
"""By the reference id of the question."""


class _Wrong(ValueError):
    """The message ends a sentence that begins with the question."""


def parse_answers(scorecard: Scorecard, given: JsonObject) -> Answers:
    """Raises ScorecardRefused, which says everything that is wrong."""
    questions = {question.ref: question for question in questions_of(scorecard)}
    answers: dict[str, Answer] = {}
    problems: list[Problem] = []
    for ref, value in given.items():
        try:
            answer = _answer(questions.get(ref), value)
        except _Wrong as wrong:
            problems.append(Problem(f"answers.{shown(ref)}", f"{named(ref)} {wrong}"))
        else:
            if answer is not None:
                answers[ref] = answer
    if problems:
        raise ScorecardRefused(problems)
    return answers


def _answer(question: Question | None, value: JsonValue) -> Answer | None:
    if question is None:
        raise _Wrong("is no question of this scorecard.")
    if not isinstance(value, Mapping):
        raise _Wrong('needs an object such as {"StringValue": ...}.')
    given = {name: each for name, each in value.items() if (name, each) != ("NotApplicable", False)}
    if not given:
        return None
    if len(given) > 1:
        raise _Wrong(
            f"has {len(given)} answers ({', '.join(map(shown, sorted(given)))}): give one."
        )
    name, content = next(iter(given.items()))
    if name == "NotApplicable":
        return _not_applicable(question, content)
    wanted, read = _READERS[question.type]
    if name != wanted:
        raise _Wrong(f"is answered with {wanted}, not with {shown(name)}.")
    return read(question, content)


def _not_applicable(question: Question, value: JsonValue) -> Answer:
    if value is not True:
        raise _Wrong("has a NotApplicable that is neither true nor false.")
    if not question.allow_not_applicable:
        raise _Wrong("cannot be answered with not applicable.")
    return Answer(not_applicable=True)


def _single(question: Question, value: JsonValue) -> Answer:
    if not isinstance(value, str):
        raise _Wrong("needs the reference id of an option in StringValue.")
    _require_options(question, [value])
    return Answer(string_value=value)


def _multiple(question: Question, value: JsonValue) -> Answer:
    values = value if isinstance(value, list | tuple) else [None]
    texts = [each for each in values if isinstance(each, str)]
    if len(texts) != len(values):
        raise _Wrong("needs a list of the reference ids of options in StringValues.")
    if len(set(texts)) != len(texts):
        raise _Wrong("names an option twice.")
    _require_options(question, texts)
    return Answer(string_values=tuple(texts))


def _require_options(question: Question, refs: Sequence[str]) -> None:
    known = [option.ref for option in question.options]
    for ref in refs:
        if ref not in known:
            choice = ", ".join(map(named, known))
            raise _Wrong(f"has no option {named(ref)}: its options are {choice}.")


def _numeric(question: Question, value: JsonValue) -> Answer:
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < math.inf:
        raise _Wrong("needs a number in NumericValue.")
    least = -_LARGEST if question.minimum is None else question.minimum
    most = _LARGEST if question.maximum is None else question.maximum
    if not least <= value <= most:
        raise _Wrong(f"needs a number from {least} to {most}.")
    return Answer(numeric_value=float(value))


def _text(question: Question, value: JsonValue) -> Answer:
    if not isinstance(value, str):
        raise _Wrong("needs a text in StringValue.")
    if len(value) > LONGEST_TEXT:
        raise _Wrong(f"has {len(value):,} characters: at most {LONGEST_TEXT:,} are allowed.")
    return Answer(string_value=value)


def _date(question: Question, value: JsonValue) -> Answer:
    try:
        datetime.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        raise _Wrong("needs a date such as 2026-11-26 in DateTimeValue.") from None
    return Answer(date_time_value=str(value))


_READERS: Final[Mapping[QuestionType, tuple[str, Callable[[Question, JsonValue], Answer]]]] = {
    QuestionType.SINGLE_SELECT: ("StringValue", _single),
    QuestionType.MULTI_SELECT: ("StringValues", _multiple),
    QuestionType.NUMERIC: ("NumericValue", _numeric),
    QuestionType.TEXT: ("StringValue", _text),
    QuestionType.DATE: ("DateTimeValue", _date),
}


def as_connect(answer: Answer) -> JsonObject:
    """The answer as Amazon Connect writes it, and as `parse_answers` reads it."""
    given: dict[str, JsonValue] = {
        "StringValue": answer.string_value,
        "StringValues": None if answer.string_values is None else list(answer.string_values),
        "NumericValue": answer.numeric_value,
        "DateTimeValue": answer.date_time_value,
        "NotApplicable": answer.not_applicable or None,
    }
    return {name: value for name, value in given.items() if value is not None}
