"""The troubles that the simulated account makes at random, as a table: one line for each."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Final, NamedTuple

from simulator.http.fault_queue import CONTENT_FAULTS, Fault, FaultKind, FaultQueues
from tests.chaos.hosts import Record

CONTENT: Final = "content"
"""A recording's content."""
ANY: Final = "any"
"""Any request, logins included."""
LISTED: Final = "listed"
"""The call log and its single records."""


class Trouble(NamedTuple):
    """`weight` is its share of all troubles of the requests that can have it."""

    where: str
    fault: Fault
    weight: float = 1.0


TROUBLES: Final = (
    *(Trouble(CONTENT, Fault(kind)) for kind in sorted(CONTENT_FAULTS)),
    Trouble(CONTENT, Fault(FaultKind.NOT_READY)),
    Trouble(CONTENT, Fault(FaultKind.FORBIDDEN), 0.3),
    Trouble(ANY, Fault(FaultKind.HTML), 0.5),
    Trouble(ANY, Fault(FaultKind.UNAVAILABLE, retry_after=15)),
    Trouble(ANY, Fault(FaultKind.SERVER_ERROR)),
    Trouble(ANY, Fault(FaultKind.RESET)),
    Trouble(ANY, Fault(FaultKind.UNAUTHORIZED), 0.5),
    Trouble(ANY, Fault(FaultKind.RATE_LIMITED), 0.3),
    Trouble(ANY, Fault(FaultKind.RATE_LIMITED, retry_after=1), 0.2),
    Trouble(ANY, Fault(FaultKind.RATE_LIMITED_BARE), 0.2),
    Trouble(LISTED, Fault(FaultKind.FORBIDDEN), 0.2),
)
_LISTS: Final = frozenset({"call-log", "call-log-extract-sync", "call-record"})


class RandomFaults(FaultQueues):
    """Adds a fault to some requests. `current` is true while troubles are to be made."""

    def __init__(
        self, chance: random.Random, rate: Callable[[], float], is_recording: Callable[[str], bool]
    ) -> None:
        super().__init__()
        self._chance = chance
        self._rate = rate
        self._is_recording = is_recording
        self.made: list[tuple[str, FaultKind]] = []
        """Each fault with the recording or the operation that had it."""

    def take(self, key: str) -> Fault | None:
        fault = super().take(key) or self._made(key)
        if fault is not None:
            self.made.append((key, fault.kind))
        return fault

    def _made(self, key: str) -> Fault | None:
        where = {CONTENT} if self._is_recording(key) else {ANY}
        where |= {LISTED} if key in _LISTS else set()
        possible = [trouble for trouble in TROUBLES if trouble.where in where]
        if not possible or self._chance.random() >= self._rate():
            return None
        weights = [trouble.weight for trouble in possible]
        return self._chance.choices(possible, weights)[0].fault


def count_faults(faults: RandomFaults, record: Record) -> None:
    """Adds the account's faults to what happened."""
    for _, kind in faults.made:
        record.happened[f"answer: {kind.value}"] += 1
