"""Parses the command line, runs one command, and reports errors with a sentence and an exit code.

0: success. 1: a check failed, or AWS or RingCentral failed. 2: wrong usage or configuration.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence

from ringkeep.cli.arguments import parser
from ringkeep.cli.tools import Tools
from ringkeep.errors import ConfigurationError, RingkeepError

_INTERRUPTED = 130


def _tools_of_stack(stack_name: str) -> Tools:
    """Imports the AWS adapters only when a command needs them, so that `--help` is fast."""
    from ringkeep.cli.stack import tools_of_stack  # noqa: PLC0415

    return tools_of_stack(stack_name)


def main(
    arguments: Sequence[str] | None = None,
    tools_of: Callable[[str], Tools] = _tools_of_stack,
) -> int:
    """Returns the exit code. For wrong usage, argparse raises SystemExit(2)."""
    args = parser().parse_args(arguments)
    try:
        return _run(args, tools_of)
    except RingkeepError as error:
        if args.debug:
            raise
        return _report(error)
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return _INTERRUPTED


def _run(args: argparse.Namespace, tools_of: Callable[[str], Tools]) -> int:
    if args.without_stack is not None:
        without_stack: Callable[[argparse.Namespace], int] = args.without_stack
        return without_stack(args)
    stack_name: str | None = args.stack_name
    if not stack_name:
        raise ConfigurationError("no stack name: give --stack-name, or set STACK_NAME")
    command: Callable[[Tools, argparse.Namespace], int] = args.command
    return command(tools_of(stack_name), args)


def _report(error: RingkeepError) -> int:
    hint = " (trying again may help)" if error.retryable else ""
    print(f"ringkeep: {error}{hint}", file=sys.stderr)
    return 2 if isinstance(error, ConfigurationError) else 1
