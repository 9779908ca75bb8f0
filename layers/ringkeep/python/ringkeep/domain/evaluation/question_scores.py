"""The score of one question: what was earned by the answer, of what could be earned."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ringkeep.domain.evaluation.answers import Answer
from ringkeep.domain.evaluation.scorecards import (
    BEST_SCORE,
    Option,
    Question,
    QuestionType,
    Range,
    Scoring,
)

_NO_SCORE: Final = 0


@dataclass(frozen=True)
class Earned:
    """`most` is what the question adds to what could be earned: nothing if it is a bonus. `fails_sections`
    are the sections that the answer fails, `fails` says that it fails the whole scorecard."""

    earned: int
    own_most: int
    most: int
    fails: bool = False
    fails_sections: frozenset[str] = frozenset()


def earned(question: Question, answer: Answer, scoring: Scoring) -> Earned:
    """For a question with a score, and an answer other than not applicable."""
    chosen = chosen_consequences(question, answer)
    failing = [each for each in chosen if each.fails]
    value = 0 if failing else _value(question, chosen, scoring)
    own_most = _most(question, scoring)
    return Earned(
        value,
        own_most,
        0 if question.bonus and scoring is Scoring.POINTS else own_most,
        any(each.fails_section is None for each in failing),
        frozenset(each.fails_section for each in failing if each.fails_section is not None),
    )


def chosen_consequences(question: Question, answer: Answer) -> Sequence[Option | Range]:
    if question.type is QuestionType.NUMERIC:
        found = range_of(question.ranges, answer.numeric_value or 0.0)
        return [] if found is None else [found]
    return [option for option in question.options if option.ref in answer.chosen]


def range_of(ranges: Sequence[Range], number: float) -> Range | None:
    """The range of a number. 4.5 belongs to the range of 4 if no range includes it."""
    for value in (number, math.floor(number)):
        for each in ranges:
            if each.minimum <= value <= each.maximum:
                return each
    return None


def _value(question: Question, chosen: Sequence[Option | Range], scoring: Scoring) -> int:
    if scoring is not Scoring.POINTS:
        return min(BEST_SCORE, sum(each.score or _NO_SCORE for each in chosen))
    points = sum(each.points or _NO_SCORE for each in chosen)
    if question.maximum_points is not None and not any(each.bonus for each in chosen):
        points = min(points, question.maximum_points)
    return max(points, question.minimum_points or _NO_SCORE)


def _most(question: Question, scoring: Scoring) -> int:
    return most_points(question) if scoring is Scoring.POINTS else BEST_SCORE


def most_points(question: Question) -> int:
    """The points that can be earned, without a bonus."""
    if question.maximum_points is not None:
        return question.maximum_points
    points = [each.points or _NO_SCORE for each in question.consequences if not each.bonus]
    return sum(points) if question.type is QuestionType.MULTI_SELECT else max(points, default=0)
