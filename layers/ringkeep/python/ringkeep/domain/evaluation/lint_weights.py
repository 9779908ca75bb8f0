"""Weights that do not add up, and what nothing can be scored by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from ringkeep.domain.evaluation.problems import Finding, Level, named, shown
from ringkeep.domain.evaluation.question_scores import most_points
from ringkeep.domain.evaluation.scorecards import Question, Scorecard, Scoring, Section
from ringkeep.domain.evaluation.tree import Path, questions_with_paths, sections_of, subsections_of
from ringkeep.domain.evaluation.weights import is_scored

_WHOLE: Final = 100.0
_TOLERANCE: Final = 0.1
"""Three thirds are 99.99."""


def weight_findings(scorecard: Scorecard) -> Iterator[Finding]:
    if scorecard.scoring is Scoring.OFF:
        return
    scored = [
        question
        for question, path in questions_with_paths(scorecard)
        if is_scored(question, scorecard.scoring) and not _is_excluded(path)
    ]
    if not scored:
        yield Finding("", "No question has a score: the scorecard never has one. Turn scoring off.")
    elif scorecard.scoring is Scoring.BY_QUESTION:
        yield from _sum("The weights of the questions", [(q.ref, q.weight) for q in scored])
        yield from _without_score(scorecard, {question.ref for question in scored})
    elif scorecard.scoring is Scoring.BY_SECTION:
        yield from _by_section(scorecard)
    elif not any(most_points(question) for question in scored if not question.bonus):
        yield Finding("", "No question gives points: the scorecard never has a score.")
    yield from _misplaced(scorecard)


def _is_excluded(path: Path) -> bool:
    return any(section.excluded_from_scoring for section in path)


def _by_section(scorecard: Scorecard) -> Iterator[Finding]:
    yield from _siblings("The weights of the sections", scorecard.sections)
    for section in sections_of(scorecard):
        if not _has_questions(section):
            yield from _siblings(
                f"The weights of the sections in section {named(section.ref)}",
                subsections_of(section),
            )


def _has_questions(section: Section) -> bool:
    return any(isinstance(item, Question) for item in section.items)


def _siblings(name: str, sections: Sequence[Section]) -> Iterator[Finding]:
    counted = [(s.ref, s.weight) for s in sections if not s.excluded_from_scoring and _counts(s)]
    if any(weight is not None for _, weight in counted):
        yield from _sum(name, counted)


def _counts(section: Section) -> bool:
    """Whether anything in the section has a score."""
    return any(
        is_scored(item, Scoring.BY_SECTION) if isinstance(item, Question) else _counts(item)
        for item in section.items
    )


def _sum(name: str, weights: Sequence[tuple[str, float | None]]) -> Iterator[Finding]:
    given = [weight for _, weight in weights if weight is not None]
    waiting = [ref for ref, weight in weights if weight is None]
    total = sum(given)
    if not given:
        return
    if not total and not waiting:
        yield Finding("", f"{name} are all zero: there is never a score.")
    elif waiting and total > _WHOLE - _TOLERANCE:
        yield Finding("", f"{name} leave nothing of 100 for {', '.join(map(named, waiting[:5]))}.")
    elif not waiting and abs(total - _WHOLE) > _TOLERANCE:
        yield Finding("", f"{name} add up to {shown(f'{total:.10g}')}, not to 100.")


def _without_score(scorecard: Scorecard, scored: set[str]) -> Iterator[Finding]:
    for question, _ in questions_with_paths(scorecard):
        if question.weight and question.ref not in scored:
            yield Finding(
                "",
                f"Question {named(question.ref)} has a weight, but no score: its weight does not count.",
                question.ref,
                Level.WARNING,
            )


def _misplaced(scorecard: Scorecard) -> Iterator[Finding]:
    if scorecard.scoring is not Scoring.BY_SECTION:
        refs = [section.ref for section in sections_of(scorecard) if section.weight]
        if refs:
            yield _unused("sections", scorecard.scoring)
    if scorecard.scoring is not Scoring.BY_QUESTION:
        refs = [question.ref for question, _ in questions_with_paths(scorecard) if question.weight]
        if refs:
            yield _unused("questions", scorecard.scoring)


def _unused(what: str, scoring: Scoring) -> Finding:
    return Finding(
        "",
        f"The weights of the {what} do not count: the scoring is {named(scoring)}.",
        "",
        Level.WARNING,
    )
