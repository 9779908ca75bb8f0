"""Runs several commands of Ringkeep's command line, one after the other."""

from __future__ import annotations

from typing import NamedTuple

from local.stack import LocalStack


class Command(NamedTuple):
    arguments: tuple[str, ...]
    text: str = ""


def run_commands(stack: LocalStack, *commands: Command) -> str:
    """Returns what they printed. Raises StackFailed at the first one that fails."""
    return "".join(stack.command_line(*each.arguments, text=each.text) for each in commands)
