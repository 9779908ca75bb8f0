"""`rebuild-scores`: computes the sums of the reports on scores again from the copies of the evaluations, or
says how they differ."""

from __future__ import annotations

import argparse
from itertools import islice
from typing import Final
from uuid import uuid4

from ringkeep.cli.tools import Tools
from ringkeep.usecases.evaluation.rebuild_scores import CheckScores

_MOST_SHOWN: Final = 50


def rebuild(tools: Tools, args: argparse.Namespace) -> int:
    """An interrupted run is repeated: until then, reports are refused and new evaluations wait."""
    work = tools.rebuild_scores_of()
    if args.check:
        return _check(CheckScores(work.copies, work.table))
    result = work(uuid4().hex)
    counts = result.model_dump(exclude={"unreadable"})
    print(f"scores: {', '.join(f'{name} {value}' for name, value in counts.items())}")
    for name in result.unreadable:
        print(f"The copy {name} cannot be read. Its evaluation counts as it did before.")
    return 1 if result.unreadable else 0


def _check(check: CheckScores) -> int:
    differences = check()
    shown = list(islice(differences, _MOST_SHOWN))
    for sentence in shown:
        print(sentence)
    more = sum(1 for _ in differences)
    if more:
        print(f"{more} more differences are not shown.")
    if shown:
        print(
            "What changed in the last minute may be on its way: check again. Then run `rebuild-scores`."
        )
        return 1
    print("The sums of the scores fit the evaluations.")
    return 0
