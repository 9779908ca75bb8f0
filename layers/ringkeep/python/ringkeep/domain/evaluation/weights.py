"""How much each question and section counts, as far as the scorecard alone says.

    weights = weights_of(scorecard)
    weights[question.ref]

By question, the weights are shares of the whole scorecard. By section, they are shares of the section
around it, in which the questions count alike. What has no weight of its own shares what the others leave
of 100; if nothing has one, everything counts alike.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Final

from ringkeep.domain.evaluation.scorecards import (
    Question,
    QuestionType,
    Scorecard,
    Scoring,
    Section,
)
from ringkeep.domain.evaluation.tree import questions_with_paths, subsections_of

WHOLE: Final = Fraction(100)
_NOTHING: Final = Fraction(0)

Weights = Mapping[str, Fraction]
Item = Section | Question


def is_scored(question: Question, scoring: Scoring) -> bool:
    """Whether an answer to the question can have a score, or fail its section or the whole."""
    if question.excluded_from_scoring or question.type in {QuestionType.TEXT, QuestionType.DATE}:
        return False
    return any(
        each.fails or (each.points if scoring is Scoring.POINTS else each.score) is not None
        for each in question.consequences
    )


def weights_of(scorecard: Scorecard) -> Weights:
    """By reference id. Questions without a score have no weight."""
    if scorecard.scoring is Scoring.BY_QUESTION:
        return _by_question(scorecard)
    if scorecard.scoring is Scoring.BY_SECTION:
        return _by_section(scorecard.sections)
    return {}


def _by_question(scorecard: Scorecard) -> Weights:
    scored = [
        question
        for question, path in questions_with_paths(scorecard)
        if is_scored(question, scorecard.scoring)
        and not any(section.excluded_from_scoring for section in path)
    ]
    return _shared([(each.ref, _exact(each.weight), 1) for each in scored])


def _by_section(items: Sequence[Item]) -> Weights:
    scored = [(item, count) for item in items if (count := _scored_in(item))]
    weights = dict(_shared([(item.ref, _own_weight(item), count) for item, count in scored]))
    for item, _ in scored:
        if isinstance(item, Section):
            weights |= _by_section(item.items)
    return weights


def _scored_in(item: Item) -> int:
    """The number of questions with a score."""
    if isinstance(item, Question):
        return int(is_scored(item, Scoring.BY_SECTION))
    return 0 if item.excluded_from_scoring else sum(map(_scored_in, item.items))


def _own_weight(item: Item) -> Fraction | None:
    """A section without a weight has the weights of the sections in it."""
    if isinstance(item, Question):
        return None
    if item.weight is not None:
        return _exact(item.weight)
    within = [weight for each in subsections_of(item) if (weight := _own_weight(each)) is not None]
    return sum(within, _NOTHING) if within else None


def _shared(items: Sequence[tuple[str, Fraction | None, int]]) -> Weights:
    """Gives items without a weight what the others leave of 100, by their counts."""
    used = sum((weight for _, weight, _ in items if weight is not None), _NOTHING)
    waiting = sum(count for _, weight, count in items if weight is None)
    each = max(_NOTHING, WHOLE - used) / waiting if waiting else _NOTHING
    return {ref: each * count if weight is None else weight for ref, weight, count in items}


def _exact(weight: float | None) -> Fraction | None:
    """33.3 is 333/10, so that sums do not depend on the order."""
    return None if weight is None else Fraction(str(weight))
