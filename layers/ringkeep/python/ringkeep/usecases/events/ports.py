"""What the keeper of the subscriptions needs of the outside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.events.subscriptions import Subscription


class Subscriptions(Protocol):
    """The subscriptions of one service's users and app at RingCentral.

    All raise NoSlot, PermissionMissing, BadRequest and what else the client raises.
    """

    def list(self, deadline: float) -> Sequence[Subscription]:
        """All of them, those of other programs that share the app included."""
        ...

    def create(
        self, address: str, token: str, filters: Sequence[str], lifetime: int, deadline: float
    ) -> Subscription:
        """RingCentral tests the address before it answers. `lifetime` in seconds."""
        ...

    def update(
        self, subscription: Subscription, filters: Sequence[str], lifetime: int, deadline: float
    ) -> Subscription:
        """Asks for filters and a lifetime from now on. Raises NotFound when it is gone."""
        ...

    def delete(self, subscription: Subscription, deadline: float) -> None:
        """Deleting what is gone changes nothing."""
        ...


class EventsHeard(Protocol):
    def last_event_at(self, account: AccountRef) -> float | None:
        """When the last event came (epoch seconds); None when none ever has."""
        ...


class GapFiller(Protocol):
    def fill(self, account: AccountRef, since: float) -> None:
        """Sees to it that the calls since a time (epoch seconds) are read from the call log. Told
        again, it reads them again."""
        ...


class PresenceLoader(Protocol):
    def seed(self, account: AccountRef, deadline: float) -> None:
        """Begins the live board anew from RingCentral's presence."""
        ...
