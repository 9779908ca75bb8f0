"""Which questions of a scorecard appear, as its conditions and the answers so far say.

A question that does not appear counts as unanswered, so that questions which depend on it follow. An
expression about an unanswered question does not hold, whatever its comparator.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ringkeep.domain.evaluation.answers import Answers, Choice
from ringkeep.domain.evaluation.scorecards import (
    Action,
    Comparator,
    Condition,
    Enablement,
    Expression,
    Operator,
    Question,
    Scorecard,
)
from ringkeep.domain.evaluation.tree import questions_of

ChosenIn = Callable[[str], Choice | None]
"""The chosen options of a question, None if it is not answered."""


def enabled_questions(scorecard: Scorecard, answers: Answers) -> frozenset[str]:
    """The reference ids of the questions that appear. The conditions must have no loop."""
    return _Enabled(scorecard, answers).all()


class _Enabled:
    def __init__(self, scorecard: Scorecard, answers: Answers) -> None:
        self._questions: Mapping[str, Question] = {
            each.ref: each for each in questions_of(scorecard)
        }
        self._answers = answers
        self._known: dict[str, bool] = {}

    def all(self) -> frozenset[str]:
        return frozenset(ref for ref in self._questions if self._is_enabled(ref))

    def _is_enabled(self, ref: str) -> bool:
        if ref not in self._known:
            self._known[ref] = False  # ends a loop, which the lint refuses
            enablement = self._questions[ref].enablement
            self._known[ref] = enablement is None or appears(enablement, self._chosen)
        return self._known[ref]

    def _chosen(self, ref: str) -> Choice | None:
        if ref not in self._questions or not self._is_enabled(ref):
            return None
        answer = self._answers.get(ref)
        return None if answer is None or answer.not_applicable else answer.chosen


def appears(enablement: Enablement, chosen: ChosenIn) -> bool:
    met = holds(enablement.condition, chosen)
    return (enablement.action if met else enablement.otherwise) is Action.ENABLE


def holds(condition: Condition | Expression, chosen: ChosenIn) -> bool:
    if isinstance(condition, Expression):
        options = chosen(condition.question)
        return options is not None and _compares(condition, options)
    combine = all if condition.operator is Operator.AND else any
    return combine(holds(operand, chosen) for operand in condition.operands)


def _compares(expression: Expression, chosen: Choice) -> bool:
    options = frozenset(expression.options)
    match expression.comparator:
        case Comparator.IN:
            return bool(chosen & options)
        case Comparator.NOT_IN:
            return not chosen & options
        case Comparator.ALL_IN:
            return options <= chosen
        case Comparator.EXACT:
            return options == chosen
