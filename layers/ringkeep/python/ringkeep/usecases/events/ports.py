"""The ports of the use cases that maintain subscriptions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.events.subscriptions import Subscription


class Subscriptions(Protocol):
    """RingCentral's subscriptions of one service's app and users.

    All methods raise NoSlot, PermissionMissing, BadRequest and the client's other errors.
    """

    def list(self, deadline: float) -> Sequence[Subscription]:
        """Returns all of them, including those of other programs that use the same app."""
        ...

    def create(
        self, address: str, token: str, filters: Sequence[str], lifetime: int, deadline: float
    ) -> Subscription:
        """Creates a subscription. RingCentral tests the address first. `lifetime` in seconds."""
        ...

    def update(
        self, subscription: Subscription, filters: Sequence[str], lifetime: int, deadline: float
    ) -> Subscription:
        """Changes the filters and restarts the lifetime. Raises NotFound if it does not exist."""
        ...

    def delete(self, subscription: Subscription, deadline: float) -> None:
        """Deleting a subscription that does not exist changes nothing."""
        ...


class LastEvents(Protocol):
    """Knows when events arrived."""

    def last_event_at(self, account: AccountRef) -> float | None:
        """Returns when the last event arrived (epoch seconds), or None if there was none."""
        ...


class GapFiller(Protocol):
    """Imports the calls of a time without events."""

    def fill(self, account: AccountRef, since: float) -> None:
        """Starts reading the calls since a time (epoch seconds) from the call log. A second call reads
        them again."""
        ...


class PresenceLoader(Protocol):
    """Fills the live board."""

    def seed(self, account: AccountRef, deadline: float) -> None:
        """Writes a snapshot of RingCentral's presence to the live board."""
        ...
