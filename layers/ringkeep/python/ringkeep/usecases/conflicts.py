"""Repeats a read and write that lost a race against another writer."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from ringkeep.errors import Conflict

Written = TypeVar("Written")


def _at_once(_failed: int) -> None:
    """No pause: the writer that was faster is done."""


def retry_on_conflict(
    attempt: Callable[[], Written], *, tries: int = 5, pause: Callable[[int], None] = _at_once
) -> Written:
    """Calls `attempt`, which reads and then writes, until it meets no other writer.

        retry_on_conflict(lambda: table.put(changed(table.get(key))))

    `pause` is called before each further try with the number of tries before the last one: 0, 1, 2.
    Raises Conflict when all `tries` met another writer.
    """
    for failed in range(tries - 1):
        try:
            return attempt()
        except Conflict:
            pause(failed)
    return attempt()
