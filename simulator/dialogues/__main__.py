"""Speaks the conversations of the demo's account once: `python -m simulator.dialogues`.

Needs espeak-ng and lame, from Debian.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from simulator.dialogues.library import FOLDER
from simulator.dialogues.make import is_made, make
from simulator.dialogues.plan import Agent
from simulator.dialogues.speech import missing_programs
from simulator.scenarios import empty
from simulator.staff import add_staff

COUNT: Final = 150


def agents_of_the_demo() -> list[Agent]:
    account = empty()
    add_staff(account)
    return [
        Agent(each.number, each.name, each.department)
        for each in account.extensions.values()
        if each.type == "User" and each.status == "Enabled" and each.number and each.department
    ]


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m simulator.dialogues", description=__doc__)
    parser.add_argument("--folder", type=Path, default=FOLDER)
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--check", action="store_true", help="only whether they are there: 0 or 1")
    options = parser.parse_args(argv)
    if options.check:
        return int(not is_made(options.folder, agents_of_the_demo(), options.count, options.seed))
    if missing := missing_programs():
        print(f"{' and '.join(missing)}: not installed", file=sys.stderr)
        return 1
    folder, agents = options.folder, agents_of_the_demo()
    make(folder, agents, options.count, options.seed, _tell)
    return 0


def _tell(done: int) -> None:
    print(f"made {done}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
