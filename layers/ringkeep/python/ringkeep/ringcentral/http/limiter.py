"""The rate limit as the client sees it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from ringkeep.domain.accounts.services import Connection
from ringkeep.domain.limits.slots import Lane, Slot
from ringkeep.domain.limits.state import RateReport
from ringkeep.errors import NoSlot
from ringkeep.usecases.clock import Clock


class Limiter(Protocol):
    """Shared by all workers. Raises Busy when too many of them ask at once."""

    def reserve(
        self, connection: Connection, group: str, demand: Mapping[Lane, int], within: float
    ) -> list[Slot]:
        """The earliest start times over the connection's users, at most `within` seconds ahead;
        fewer than asked is normal."""
        ...

    def admit(self, connection: Connection, slot: Slot) -> Slot | None:
        """None: send now, as the slot's user; it is counted. A slot: ask again at its time."""
        ...

    def cancel(self, connection: Connection, slot: Slot) -> None:
        """Gives a slot back that will not be used."""
        ...

    def observe(self, connection: Connection, user: str, report: RateReport) -> None:
        """Learns from an answer's headers; a report without a group teaches nothing."""
        ...

    def close(self, connection: Connection, user: str, group: str, until: float) -> None:
        """Nobody sends before `until` (epoch seconds). An empty group: all groups of the user."""
        ...

    def group_of(self, connection: Connection, operation: str, default: str) -> str:
        """The group that RingCentral counted the operation in, the default until it is known."""
        ...

    def learn_group(self, connection: Connection, operation: str, group: str) -> None: ...


@dataclass(frozen=True)
class Queue:
    """Waits on the clock for slots of one connection."""

    limiter: Limiter
    clock: Clock
    connection: Connection

    def acquire(self, group: str, lane: Lane, deadline: float) -> Slot:
        """A slot that is admitted already: the caller sends at once, as the slot's user.

        Raises NoSlot when none comes before the deadline (epoch seconds).
        """
        return self.wait(self.reserve(group, lane, deadline), deadline)

    def reserve(self, group: str, lane: Lane, deadline: float) -> Slot:
        """A slot to wait for. Raises NoSlot."""
        within = max(0.0, deadline - self.clock.now())
        slots = self.limiter.reserve(self.connection, group, {lane: 1}, within)
        if not slots:
            raise NoSlot(f"no {group} request may start before the deadline")
        return slots[0]

    def wait(self, slot: Slot, deadline: float) -> Slot:
        """Waits until the slot is admitted. Raises NoSlot, the slot being given back."""
        while slot.start_at <= deadline:
            self.clock.sleep(max(0.0, slot.start_at - self.clock.now()))
            later = self.limiter.admit(self.connection, slot)
            if later is None:
                return slot
            slot = later
        self.limiter.cancel(self.connection, slot)
        raise NoSlot(f"no {slot.group} request may start before the deadline")
