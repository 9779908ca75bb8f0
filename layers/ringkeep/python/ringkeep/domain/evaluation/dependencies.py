"""Which questions the conditions of a question ask for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ringkeep.domain.evaluation.scorecards import Condition, Expression, Question, Scorecard
from ringkeep.domain.evaluation.tree import questions_of

Dependencies = Mapping[str, Sequence[str]]
"""For each question, the existing questions that its condition asks for."""


def expressions_of(question: Question) -> Sequence[Expression]:
    if question.enablement is None:
        return ()
    return tuple(_expressions(question.enablement.condition))


def _expressions(condition: Condition | Expression) -> Iterator[Expression]:
    if isinstance(condition, Expression):
        yield condition
        return
    for operand in condition.operands:
        yield from _expressions(operand)


def dependencies(scorecard: Scorecard) -> Dependencies:
    known = {question.ref for question in questions_of(scorecard)}
    return {
        question.ref: [
            ref
            for ref in dict.fromkeys(each.question for each in expressions_of(question))
            if ref in known
        ]
        for question in questions_of(scorecard)
    }


def in_order(wanted: Dependencies) -> Sequence[str]:
    """The questions, each after those that it asks for. Questions in a loop, or after one, are left out."""
    ordered: dict[str, None] = {}
    while True:
        ready = [
            ref
            for ref, needs in wanted.items()
            if ref not in ordered and all(need in ordered for need in needs)
        ]
        if not ready:
            return list(ordered)
        ordered |= dict.fromkeys(ready)


def loop_in(wanted: Dependencies) -> Sequence[str]:
    """The questions of one loop, in order; empty if there is none."""
    ordered = set(in_order(wanted))
    left = [ref for ref in wanted if ref not in ordered]
    if not left:
        return ()
    walked: list[str] = []
    ref = left[0]
    while ref not in walked:
        walked.append(ref)
        ref = next(need for need in wanted[ref] if need not in ordered)
    return walked[walked.index(ref) :]
