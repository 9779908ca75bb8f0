"""Starts the work that follows a change of people, without waiting for it."""

from __future__ import annotations

from typing import Protocol

from ringkeep.errors import RingkeepError
from ringkeep.observability import log_failure


class StartsWork(Protocol):
    def start(self) -> None: ...


def start_work(work: StartsWork) -> None:
    """A failure stops nothing: the change is written, and the work begins within a minute by itself."""
    try:
        work.start()
    except RingkeepError as error:
        log_failure("the work after a change of people did not start at once", error)
