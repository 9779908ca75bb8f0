"""Repeats a read and write when another writer was faster."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from ringkeep.errors import Conflict

Written = TypeVar("Written")


def _no_pause(_failed: int) -> None:
    """Does not pause, since the other writer has finished."""


def retry_on_conflict(
    attempt: Callable[[], Written], *, tries: int = 5, pause: Callable[[int], None] = _no_pause
) -> Written:
    """Calls `attempt`, which reads and then writes, until it does not raise Conflict.

        retry_on_conflict(lambda: table.put(changed(table.get(key))))

    `pause` is called before each retry with the number of the retry: 0, 1, 2. Raises the Conflict of
    the last try.
    """
    for failed in range(tries - 1):
        try:
            return attempt()
        except Conflict:
            pause(failed)
    return attempt()
