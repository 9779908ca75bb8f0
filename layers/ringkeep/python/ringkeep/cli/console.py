"""`console publish`: uploads the console's files to their bucket."""

from __future__ import annotations

import argparse
from pathlib import Path

from ringkeep.cli.tools import Tools


def publish(tools: Tools, args: argparse.Namespace) -> int:
    folder: Path = args.folder
    count = tools.console.publish(folder)
    print(f"published {count} files of the console")
    return 0
