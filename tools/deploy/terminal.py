"""What the deployment asks and tells the person who runs it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass


class Refused(Exception):
    """The deployment cannot go on. The message is a sentence that says what to do."""


@dataclass(frozen=True)
class Terminal:
    """`interactive`: whether a person can answer."""

    interactive: bool
    read: Callable[[str], str]
    write: Callable[[str], None]

    def ask(self, question: str) -> str:
        """Returns an empty text if there is no one to answer."""
        return self.read(question).strip() if self.interactive else ""


def this_terminal() -> Terminal:
    return Terminal(sys.stdin.isatty() and sys.stdout.isatty(), input, _write)


def _write(text: str) -> None:
    print(text, flush=True)
