"""`scorecard check` and `scorecard score`: scorecards in files, without a stack and without AWS."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from ringkeep.domain.evaluation.answers import parse_answers
from ringkeep.domain.evaluation.files import MOST_BYTES, Imported, read_object, read_scorecard
from ringkeep.domain.evaluation.lint import lint
from ringkeep.domain.evaluation.lint_structure import structure_findings
from ringkeep.domain.evaluation.problems import Level, ScorecardRefused
from ringkeep.domain.evaluation.scoring import score as score_of
from ringkeep.errors import ConfigurationError

_WRONG_INPUT: Final = 2


def check(args: argparse.Namespace) -> int:
    """Returns 1 if the scorecard has a mistake. A warning is none."""
    content = _content(args.file)
    try:
        imported = read_scorecard(content)
    except ScorecardRefused as refused:
        for problem in refused.problems:
            print(problem)
        return 1
    return _tell(imported)


def _tell(imported: Imported) -> int:
    findings = lint(imported.scorecard)
    errors = [each for each in findings if each.level is Level.ERROR]
    for note in imported.notes:
        print(f"note: {note}")
    for finding in findings:
        print(f"{finding.level}: {finding}")
    if not errors:
        print(f"{imported.scorecard.title}: no mistakes")
    return 1 if errors else 0


def score(args: argparse.Namespace) -> int:
    """Prints the scores, or says on standard error what is wrong with the files and returns 2."""
    try:
        print(_scores(_content(args.file), _content(args.answers)))
    except ScorecardRefused as refused:
        for problem in refused.problems:
            print(f"ringkeep: {problem}", file=sys.stderr)
        return _WRONG_INPUT
    return 0


def _scores(file: bytes, answers: bytes) -> str:
    scorecard = read_scorecard(file).scorecard
    if findings := structure_findings(scorecard):
        raise ScorecardRefused(findings)
    scores = score_of(scorecard, parse_answers(scorecard, read_object(answers)))
    return json.dumps(
        {
            "score": _number(scores.score),
            "sections": _numbers(scores.sections),
            "questions": _numbers(scores.questions),
            "failed_by": scores.failed_by,
        },
        ensure_ascii=False,
    )


def _numbers(percents: Mapping[str, float | None]) -> Mapping[str, int | float | None]:
    return {ref: _number(percent) for ref, percent in percents.items()}


def _number(percent: float | None) -> int | float | None:
    """75 rather than 75.0."""
    return int(percent) if percent is not None and percent.is_integer() else percent


def _content(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            content = opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise ConfigurationError(f"{file} cannot be read: {error.strerror}") from error
    if len(content) > MOST_BYTES:
        raise ConfigurationError(f"{file} is larger than {MOST_BYTES:,} bytes")
    return content
