"""Mistakes in the options and ranges of one question."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from ringkeep.domain.evaluation.problems import Finding, Level, named
from ringkeep.domain.evaluation.scorecards import (
    BEST_SCORE,
    Question,
    QuestionType,
    Range,
    Scoring,
)


def option_findings(question: Question, scoring: Scoring) -> Iterator[Finding]:
    rules = [_kinds(question)]
    if question.type is QuestionType.NUMERIC:
        rules.append(_numeric(question))
    if scoring is not Scoring.OFF and not question.excluded_from_scoring:
        rules.append(_points(question) if scoring is Scoring.POINTS else _scores(question))
    for rule in rules:
        for level, sentence in rule:
            yield Finding("", f"Question {named(question.ref)} {sentence}", question.ref, level)


_Found = Iterator[tuple[Level, str]]


def _kinds(question: Question) -> _Found:
    if question.is_choice and not question.options:
        yield Level.ERROR, "has no options to choose from."
    if not question.is_choice and question.options:
        yield Level.ERROR, "has options, but is no choice: they can never be chosen."
    if question.type is not QuestionType.NUMERIC and question.ranges:
        yield Level.ERROR, "has ranges, but is no number: they can never be reached."
    texts = [option.text.strip().casefold() for option in question.options]
    if len(set(texts)) < len(texts):
        yield Level.WARNING, "has two options with the same text."


def _numeric(question: Question) -> _Found:
    if question.minimum is None or question.maximum is None:
        yield Level.ERROR, "is a number and needs a minimum and a maximum."
        return
    if question.minimum > question.maximum:
        yield Level.ERROR, "has a minimum above its maximum."
        return
    yield from _ranges(question.ranges, question.minimum, question.maximum)


def _ranges(ranges: Sequence[Range], minimum: int, maximum: int) -> _Found:
    for each in ranges:
        if each.minimum > each.maximum:
            yield Level.ERROR, f"has the range {_name(each)}, which ends before it begins."
        elif each.maximum < minimum or each.minimum > maximum:
            yield (
                Level.ERROR,
                (
                    f"has the range {_name(each)}, which can never be chosen: the answer is from {minimum} to"
                    f" {maximum}."
                ),
            )
    inside = sorted(
        (
            r
            for r in ranges
            if r.minimum <= r.maximum and r.maximum >= minimum and r.minimum <= maximum
        ),
        key=lambda each: (each.minimum, each.maximum),
    )
    if inside:
        yield from _overlaps(inside)
        yield from _gaps(inside, minimum, maximum)


def _overlaps(ranges: Sequence[Range]) -> _Found:
    for lower, upper in pairwise(ranges):
        if lower.maximum >= upper.minimum:
            yield Level.ERROR, f"has ranges that overlap: {_name(lower)} and {_name(upper)}."


def _gaps(ranges: Sequence[Range], minimum: int, maximum: int) -> _Found:
    reached = minimum - 1
    for each in ranges:
        if each.minimum > reached + 1:
            yield Level.ERROR, _gap(reached + 1, each.minimum - 1)
        reached = max(reached, each.maximum)
    if reached < maximum:
        yield Level.ERROR, _gap(reached + 1, maximum)


def _gap(first: int, last: int) -> str:
    numbers = f"{first}" if first == last else f"{first} to {last}"
    return f"has no range for {numbers}."


def _scores(question: Question) -> _Found:
    given = question.consequences
    scores = [each.score for each in given if each.score is not None]
    if scores and len(scores) < sum(not each.fails for each in given):
        yield Level.WARNING, "has options without a score: they count as 0."
    best = (
        sum(scores)
        if question.type is QuestionType.MULTI_SELECT
        else max(scores, default=BEST_SCORE)
    )
    if scores and best < BEST_SCORE:
        yield (
            Level.WARNING,
            f"gives a score of {best} at most, so no answer reaches 100 percent:"
            f" {BEST_SCORE} is the best.",
        )
    if question.bonus or any(each.bonus for each in given):
        yield Level.WARNING, "has a bonus, which counts only in a scorecard with points."


def _points(question: Question) -> _Found:
    given = question.consequences
    if any(each.points is None and each.score is not None for each in given):
        yield Level.WARNING, "has scores, but the scorecard counts points: give its options points."
    if any(each.fails and (each.bonus or question.bonus) for each in given):
        yield Level.ERROR, "has a bonus that fails: a bonus can add points only."
    if question.type is QuestionType.MULTI_SELECT and any(each.bonus for each in given):
        yield Level.ERROR, "has a bonus option, which only a single choice or a number can have."
    low, high = question.minimum_points, question.maximum_points
    if low is not None and high is not None and low > high:
        yield Level.ERROR, "has minimum points above its maximum points."


def _name(of: Range) -> str:
    return f"{of.minimum} to {of.maximum}"
