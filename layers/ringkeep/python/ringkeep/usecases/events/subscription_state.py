"""What the keeper of the subscriptions remembers from one look to the next."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Final

from ringkeep.domain.events.subscriptions import Memory
from ringkeep.usecases.clock import Clock
from ringkeep.usecases.recordings.ports import Leases, StateStore

_LONGEST_GAP: Final = 7 * 86400.0
"""Seconds of the call log that are read again; what is older is the weekly sweep's work."""


_LEASE_MARGIN: Final = 60.0


def document_name(service: str) -> str:
    """Of the lease, and of the document."""
    return f"subscription#{service}"


def held(
    leases: Leases, clock: Clock, service: str, deadline: float
) -> AbstractContextManager[None]:
    """One at a time looks after a service's subscription. Raises Busy."""
    seconds = max(0.0, deadline - clock.now()) + _LEASE_MARGIN
    return leases.hold(document_name(service), seconds)


class SubscriptionStateStore:
    """The keeper's memory of one service's account: of another account nothing is remembered."""

    def __init__(self, states: StateStore, name: str, account_id: str) -> None:
        self._states = states
        self._name = name
        value, self._version = states.get(name)
        memory = Memory.model_validate(value or {})
        other = memory.account_id not in ("", account_id)
        self.memory = Memory() if other else memory

    def save(self, **changes: object) -> None:
        """Raises Conflict when somebody else wrote meanwhile."""
        memory = self.memory.model_copy(update=changes)
        value = memory.model_dump(mode="json")
        self._version = self._states.put(self._name, value, self._version)
        self.memory = memory


def gap_start(now: float, *times: float | None) -> float | None:
    """The earliest of the known times, a week back at most; None when none is known."""
    known = [time for time in times if time is not None]
    return max(min(known), now - _LONGEST_GAP) if known else None
