"""What is wrong with a scorecard whose shape is correct, in sentences.

    findings = lint(scorecard)            everything
    structure = structure_findings(...)   what makes a score impossible

An error keeps a draft from becoming active. A warning says what surprises.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from ringkeep.domain.evaluation.lint_conditions import condition_findings
from ringkeep.domain.evaluation.lint_options import option_findings
from ringkeep.domain.evaluation.lint_structure import structure_findings
from ringkeep.domain.evaluation.lint_weights import weight_findings
from ringkeep.domain.evaluation.problems import Finding, Level, named
from ringkeep.domain.evaluation.scorecards import Scorecard, Scoring, Threshold
from ringkeep.domain.evaluation.tree import questions_of, sections_of

MOST_STORED: Final = 300_000
"""Bytes of a version: an item of DynamoDB holds 400 KB."""


def lint(scorecard: Scorecard) -> Sequence[Finding]:
    structure = structure_findings(scorecard)
    return [*structure, *([] if structure else _contents(scorecard))]


def _contents(scorecard: Scorecard) -> Iterator[Finding]:
    yield from condition_findings(scorecard)
    for question in questions_of(scorecard):
        yield from option_findings(question, scorecard.scoring)
    yield from weight_findings(scorecard)
    yield from _threshold_findings(scorecard)
    yield from _size(scorecard)


def is_ready(findings: Sequence[Finding]) -> bool:
    """Whether a draft with these findings may become active."""
    return all(each.level is not Level.ERROR for each in findings)


def stored_size(scorecard: Scorecard) -> int:
    """In bytes."""
    return len(scorecard.model_dump_json(exclude_defaults=True).encode())


def _size(scorecard: Scorecard) -> Iterator[Finding]:
    size = stored_size(scorecard)
    if size > MOST_STORED:
        yield Finding(
            "",
            f"The scorecard has {size:,} bytes: at most {MOST_STORED:,} can be stored. Shorten its texts.",
        )


def _threshold_findings(scorecard: Scorecard) -> Iterator[Finding]:
    places = [
        ("The scorecard", "", scorecard.thresholds),
        *((f"Section {named(s.ref)}", s.ref, s.thresholds) for s in sections_of(scorecard)),
        *((f"Question {named(q.ref)}", q.ref, q.thresholds) for q in questions_of(scorecard)),
    ]
    for place, ref, thresholds in places:
        for sentence in _of_thresholds(thresholds):
            yield Finding("", f"{place}: {sentence}", ref)
        if thresholds and scorecard.scoring is Scoring.OFF:
            yield Finding("", f"{place} has thresholds, but scoring is off.", ref, Level.WARNING)


def _of_thresholds(thresholds: Sequence[Threshold]) -> Iterator[str]:
    names = [each.name for each in thresholds]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"the threshold {named(name)} is there {names.count(name)} times."
    for each in thresholds:
        if each.minimum > each.maximum:
            yield f"the threshold {named(each.name)} ends before it begins."
    ordered = sorted(thresholds, key=lambda each: (each.minimum, each.maximum))
    for lower, upper in pairwise(ordered):
        if lower.maximum > upper.minimum:
            yield f"the thresholds {named(lower.name)} and {named(upper.name)} overlap."
