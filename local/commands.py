"""Runs several commands of Ringkeep's command line in one process, which loads its modules once.

Reads a JSON list of `{"arguments": [...], "text": "standard input"}`. Ends at the first command that fails.
"""

from __future__ import annotations

import io
import json
import sys
from typing import NamedTuple

from local.processes import run_logged
from local.stack import LocalStack
from ringkeep.cli.main import main as ringkeep


class Command(NamedTuple):
    arguments: tuple[str, ...]
    text: str = ""


def run_commands(stack: LocalStack, *commands: Command) -> str:
    """Returns what they printed. Raises StackFailed."""
    given = json.dumps([each._asdict() for each in commands])
    command = [sys.executable, "-m", "local.commands"]
    return run_logged(command, stack.product_environment, given)


def main() -> int:
    for each in json.load(sys.stdin):
        sys.stdin = io.StringIO(each["text"])
        code = ringkeep(each["arguments"])
        if code:
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main())
