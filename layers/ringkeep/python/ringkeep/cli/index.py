"""`rebuild-index`: restores the rows of a service from the archive."""

from __future__ import annotations

import argparse

from ringkeep.cli.tools import Tools


def rebuild(tools: Tools, args: argparse.Namespace) -> int:
    """Works for a removed service too, because its recordings stay in the archive."""
    result = tools.rebuild(args.service)
    counts = (f"{name} {value}" for name, value in result.model_dump().items())
    print(f"rows of {args.service}: {', '.join(counts)}")
    return 0
