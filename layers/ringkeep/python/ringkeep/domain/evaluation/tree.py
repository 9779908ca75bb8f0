"""Walks through the sections and questions of a scorecard."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ringkeep.domain.evaluation.scorecards import Question, Scorecard, Section

Path = tuple[Section, ...]
"""The sections in which an item lies, the outermost first."""


def sections_of(scorecard: Scorecard) -> Iterator[Section]:
    """Every section, an outer one before those in it."""
    return (section for section, _ in sections_with_paths(scorecard))


def questions_of(scorecard: Scorecard) -> Iterator[Question]:
    """Every question, in the order of the form."""
    return (question for question, _ in questions_with_paths(scorecard))


def sections_with_paths(scorecard: Scorecard) -> Iterator[tuple[Section, Path]]:
    return _sections(scorecard.sections, ())


def _sections(sections: Sequence[Section], path: Path) -> Iterator[tuple[Section, Path]]:
    for section in sections:
        yield section, path
        yield from _sections(subsections_of(section), (*path, section))


def questions_with_paths(scorecard: Scorecard) -> Iterator[tuple[Question, Path]]:
    for section in scorecard.sections:
        yield from _questions(section, (section,))


def _questions(section: Section, path: Path) -> Iterator[tuple[Question, Path]]:
    for item in section.items:
        if isinstance(item, Section):
            yield from _questions(item, (*path, item))
        else:
            yield item, path


def subsections_of(section: Section) -> tuple[Section, ...]:
    return tuple(item for item in section.items if isinstance(item, Section))
