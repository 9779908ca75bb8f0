"""`console`: uploads the console's files to their bucket, and deletes them."""

from __future__ import annotations

import argparse
from pathlib import Path

from ringkeep.cli.tools import Tools
from ringkeep.errors import ConfigurationError

_NOT_DEPLOYED = "the stack has no console: DeployConsole is false"


def publish(tools: Tools, args: argparse.Namespace) -> int:
    if not tools.console.is_deployed:
        return _without_console(succeed=args.if_deployed)
    folder: Path = args.folder
    count = tools.console.publish(folder)
    print(f"published {count} files of the console")
    return 0


def clear(tools: Tools, args: argparse.Namespace) -> int:
    """The bucket exists without a console, too: it may have files from before."""
    print(
        f"deleted {tools.console.clear()} files of the console; `console publish` uploads them again"
    )
    return 0


def _without_console(*, succeed: bool) -> int:
    if not succeed:
        raise ConfigurationError(_NOT_DEPLOYED)
    print(_NOT_DEPLOYED)
    return 0
