"""`rebuild-index`: restores the rows of a service and its search index from the archive, the evaluations and
the scorecards, which belong to no service."""

from __future__ import annotations

import argparse

from pydantic import BaseModel

from ringkeep.cli.tools import Tools


def rebuild(tools: Tools, args: argparse.Namespace) -> int:
    """Works for a removed service too, because its recordings stay in the archive."""
    result = tools.rebuild(args.service)
    print(f"rows of {args.service}: {_counts(result)}")
    print(f"search index of {args.service}: {_counts(tools.rebuild_search(args.service))}")
    evaluations = tools.restore_evaluations()
    print(f"evaluations: {_counts(evaluations)}")
    for name in evaluations.unreadable:
        print(f"{name} cannot be read, so its evaluation was not restored")
    for id_ in evaluations.older:
        print(
            f"evaluations/{id_}/ has copies of changes that the table has lost: copy them elsewhere"
        )
    print(f"scorecards: {_counts(tools.restore_scorecards())}")
    return 1 if evaluations.unreadable or evaluations.older else 0


def _counts(result: BaseModel) -> str:
    counts = result.model_dump(exclude={"older", "unreadable"})
    return ", ".join(f"{name} {value}" for name, value in counts.items())
