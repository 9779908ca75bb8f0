"""The work that goes on after a change of people: in the user pool, by mail, and in long jobs."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, Protocol

from ringkeep.domain.json import JsonObject


class Step(NamedTuple):
    """One kind of work. `run` gets its deadline (epoch seconds) and returns what it did, for the log: ids
    and numbers, in `problems` what failed, and nothing if there was nothing to do. The work may stop at
    any point and is done again from where it stopped, so that doing it twice changes nothing. `is_long`: it
    may use all the time that there is, many times in a row."""

    name: str
    run: Callable[[float], JsonObject]
    is_long: bool = False


class StartsWork(Protocol):
    """Lets the work begin at once. Without it, it begins within a minute."""

    def start(self) -> None:
        """Raises Throttled, ResourceMissing and StorageFailed: the change that wants the work is made
        already, so the caller logs this and goes on."""
        ...
