"""The port of the rate limiter, and a queue that waits for its slots."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from ringkeep.domain.accounts.apps import LimitedApp
from ringkeep.domain.limits.slots import Lane, Slot
from ringkeep.domain.limits.state import RateReport
from ringkeep.errors import NoSlot
from ringkeep.usecases.clock import Clock


class Limiter(Protocol):
    """A rate limiter that all workers share. Raises Busy if too many of them use it at once."""

    def reserve(
        self, connection: LimitedApp, group: str, demand: Mapping[Lane, int], within: float
    ) -> list[Slot]:
        """Reserves the earliest start times of all users of the connection, at most `within` seconds
        ahead. It may return fewer slots than requested."""
        ...

    def admit(self, connection: LimitedApp, slot: Slot) -> Slot | None:
        """Returns None if the request may be sent now as the slot's user; it is counted. Otherwise
        returns the slot with a later time to ask again."""
        ...

    def cancel(self, connection: LimitedApp, slot: Slot) -> None:
        """Releases a slot that will not be used."""
        ...

    def observe(self, connection: LimitedApp, user: str, report: RateReport) -> None:
        """Updates the limit from a response's headers, and what is known of the request itself. A
        report without a group changes nothing."""
        ...

    def close(
        self,
        connection: LimitedApp,
        user: str,
        group: str,
        until: float,
        sent_at: float | None = None,
    ) -> float:
        """Blocks requests after a 429, and returns until when (epoch seconds): never earlier than
        `until`, within bounds, and longer with each 429 in a row. `sent_at` is when the refused
        request was admitted. An empty group: all groups of the user."""
        ...

    def group_of(self, connection: LimitedApp, operation: str, default: str) -> str:
        """Returns the group that RingCentral reported for the operation, or the default."""
        ...

    def learn_group(self, connection: LimitedApp, operation: str, group: str) -> None: ...


@dataclass(frozen=True)
class Queue:
    """Waits for the slots of one connection."""

    limiter: Limiter
    clock: Clock
    connection: LimitedApp

    def acquire(self, group: str, lane: Lane, deadline: float) -> Slot:
        """Waits for a slot and admits it. The caller must send at once, as the slot's user.

        Raises NoSlot if there is none before the deadline (epoch seconds).
        """
        return self.wait(self.reserve(group, lane, deadline), deadline)

    def reserve(self, group: str, lane: Lane, deadline: float) -> Slot:
        """Reserves a slot to wait for. Raises NoSlot."""
        within = max(0.0, deadline - self.clock.now())
        slots = self.limiter.reserve(self.connection, group, {lane: 1}, within)
        if not slots:
            raise NoSlot(f"no {group} request may start before the deadline")
        return slots[0]

    def wait(self, slot: Slot, deadline: float) -> Slot:
        """Waits until the slot is admitted. After the deadline, releases it and raises NoSlot."""
        while slot.start_at <= deadline:
            self.clock.sleep(max(0.0, slot.start_at - self.clock.now()))
            later = self.limiter.admit(self.connection, slot)
            if later is None:
                return slot
            slot = later
        self.limiter.cancel(self.connection, slot)
        raise NoSlot(f"no {slot.group} request may start before the deadline")
