"""Bounds how many long runs there are at the same time: downloads, and steps of back-fills.

All functions of an AWS account share its concurrency, which is 10 in a new account, and AWS reserves none
of so few for one function. Long runs must therefore leave room for the webhook, which RingCentral wants
to answer within seconds. Each long run holds one of a number of places. A place is a lease: if its
function dies, it is free again when the function's time is over.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from typing import Final, Protocol

from ringkeep.errors import Busy
from ringkeep.usecases.state import Leases

MOST_PLACE_WAITS: Final = 12
"""How often one execution waits for a place before its row is pending again: for about a minute."""
_PAUSE: Final = (3.0, 8.0)
"""The shortest and the longest wait for a place, in seconds. Different executions wait differently."""
_MARGIN: Final = 60.0
"""The seconds between the deadline of a function's work and its end, and some more."""


class LongRuns(Protocol):
    def any_free(self) -> bool:
        """Whether a download would find a place now."""
        ...

    def download(self, seconds: float) -> AbstractContextManager[bool]:
        """Holds a place while the context is open, at most for the seconds. False: none is free."""
        ...

    def backfill(self, seconds: float) -> AbstractContextManager[bool]:
        """The same for a step of a back-fill. One place is always left to the downloads."""
        ...


@dataclass(frozen=True)
class Places:
    """The LongRuns port, with `count` places, at least two."""

    leases: Leases
    count: int

    def any_free(self) -> bool:
        return not all(self.leases.is_held(_name(number)) for number in range(self.count))

    def download(self, seconds: float) -> AbstractContextManager[bool]:
        return self._one(range(self.count), seconds)

    def backfill(self, seconds: float) -> AbstractContextManager[bool]:
        return self._one(range(1, self.count), seconds)

    @contextmanager
    def _one(self, numbers: Sequence[int], seconds: float) -> Iterator[bool]:
        with ExitStack() as held:
            yield any(self._took(held, number, seconds) for number in _shuffled(numbers))

    def _took(self, held: ExitStack, number: int, seconds: float) -> bool:
        try:
            held.enter_context(self.leases.hold(_name(number), max(0.0, seconds) + _MARGIN))
        except Busy:
            return False
        return True


class Unbounded:
    """The LongRuns port without a bound."""

    def any_free(self) -> bool:
        return True

    @contextmanager
    def download(self, seconds: float) -> Iterator[bool]:
        yield True

    @contextmanager
    def backfill(self, seconds: float) -> Iterator[bool]:
        yield True


UNBOUNDED: Final = Unbounded()


def place_pause() -> float:
    return random.uniform(*_PAUSE)  # noqa: S311 # not a secret


def _name(number: int) -> str:
    return f"long-run#{number}"


def _shuffled(numbers: Sequence[int]) -> list[int]:
    """Workers that begin together try different places first."""
    return random.sample(numbers, len(numbers))
