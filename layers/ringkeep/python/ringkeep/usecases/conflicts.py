"""Repeats a read and write when another writer was faster."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Final, TypeVar

from ringkeep.errors import Conflict
from ringkeep.usecases.clock import Clock

Written = TypeVar("Written")
_TRIES: Final = 8
_FIRST_PAUSE: Final = 0.02
"""In seconds, doubled with each try: a transaction of another change may still be running."""


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


def retry_transaction(clock: Clock, attempt: Callable[[], Written]) -> Written:
    """Calls `attempt`, which reads and then writes in a transaction, until it loses no race: with short
    random pauses. Raises Conflict if it loses eight."""

    def pause(failed: int) -> None:
        clock.sleep(random.uniform(0.0, _FIRST_PAUSE * 2**failed))  # noqa: S311

    return retry_on_conflict(attempt, tries=_TRIES, pause=pause)
