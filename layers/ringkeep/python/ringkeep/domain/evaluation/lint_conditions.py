"""Finds questions that never appear, and conditions that say nothing, by trying all answers that matter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, product
from math import prod
from typing import Final

from ringkeep.domain.evaluation.answers import Choice
from ringkeep.domain.evaluation.dependencies import dependencies, expressions_of, in_order
from ringkeep.domain.evaluation.enablement import appears
from ringkeep.domain.evaluation.problems import Finding, Level, named
from ringkeep.domain.evaluation.scorecards import (
    Action,
    Comparator,
    Expression,
    Question,
    QuestionType,
    Scorecard,
)
from ringkeep.domain.evaluation.tree import questions_of

_MOST_TRIED: Final = 10_000
"""Combinations of answers, times the expressions to try with each. With more, a condition counts as one that
can hold."""
_MOST_MENTIONED: Final = 10

_Choices = Sequence[Choice | None]


def condition_findings(scorecard: Scorecard) -> Iterator[Finding]:
    """The structure must be correct."""
    questions = {question.ref: question for question in questions_of(scorecard)}
    never: set[str] = set()
    for ref in in_order(dependencies(scorecard)):
        question = questions[ref]
        yield from _optional_sources(question, questions)
        yield from _impossible(question, questions)
        if not can_appear(question, questions, never):
            never.add(ref)
            yield Finding(
                "",
                f"Question {named(ref)} never appears, so its options can never be chosen: its condition"
                " cannot hold.",
                ref,
            )


def can_appear(question: Question, questions: Mapping[str, Question], never: set[str]) -> bool:
    if question.enablement is None:
        return True
    if question.enablement.action is question.enablement.otherwise:
        return question.enablement.action is Action.ENABLE
    sources = list(dict.fromkeys(each.question for each in expressions_of(question)))
    choices = [_choices(questions[ref], question, never) for ref in sources]
    if prod(map(len, choices)) * len(expressions_of(question)) > _MOST_TRIED:
        return True
    enablement = question.enablement
    return any(
        appears(enablement, dict(zip(sources, tried, strict=True)).get)
        for tried in product(*choices)
    )


def _choices(source: Question, asking: Question, never: set[str]) -> _Choices:
    """The answers to a question that a condition can tell apart. None is no answer."""
    if source.ref in never:
        return [None]
    if source.type is QuestionType.SINGLE_SELECT:
        return [None, *(frozenset((option.ref,)) for option in source.options)]
    mentioned = sorted(
        {
            ref
            for each in expressions_of(asking)
            if each.question == source.ref
            for ref in each.options
        }
    )
    if len(mentioned) > _MOST_MENTIONED:
        return [None] * (_MOST_TRIED + 1)
    others = [option.ref for option in source.options if option.ref not in mentioned][:1]
    refs = [*mentioned, *others]
    return [None, *(frozenset(c) for n in range(len(refs) + 1) for c in combinations(refs, n))]


def _impossible(question: Question, questions: Mapping[str, Question]) -> Iterator[Finding]:
    for expression in expressions_of(question):
        if _needs_two(expression, questions[expression.question]):
            yield Finding(
                "",
                f"The condition of question {named(question.ref)} needs {len(expression.options)} options of"
                f" question {named(expression.question)} at once, of which only one can be chosen.",
                question.ref,
            )


def _needs_two(expression: Expression, source: Question) -> bool:
    return (
        source.type is QuestionType.SINGLE_SELECT
        and len(set(expression.options)) > 1
        and expression.comparator in {Comparator.ALL_IN, Comparator.EXACT}
    )


def _optional_sources(question: Question, questions: Mapping[str, Question]) -> Iterator[Finding]:
    for ref in dict.fromkeys(each.question for each in expressions_of(question)):
        if questions[ref].allow_not_applicable:
            yield Finding(
                "",
                f"The condition of question {named(question.ref)} asks for question {named(ref)}, which may"
                " be not applicable: then the condition does not hold.",
                question.ref,
                Level.WARNING,
            )
