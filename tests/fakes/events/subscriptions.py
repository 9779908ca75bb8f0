"""In-memory subscriptions of RingCentral, and a recorder for what a run starts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count

from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.events.subscriptions import Subscription
from ringkeep.errors import NotFound, RingkeepError
from ringkeep.usecases.clock import Clock


@dataclass
class MemorySubscriptions:
    """`list_error`, `update_error` and `delete_error` are raised by these methods. `create_error` is
    raised by creations once there are `limit` subscriptions; `lost_answer` by creations that succeed.
    `ungranted`: filters that are not granted. `calls` records the changes in order.
    """

    clock: Clock
    stored: dict[str, Subscription] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    create_error: RingkeepError | None = None
    lost_answer: RingkeepError | None = None
    update_error: RingkeepError | None = None
    delete_error: RingkeepError | None = None
    list_error: RingkeepError | None = None
    ungranted: frozenset[str] = frozenset()
    max_lifetime: int = 315_360_000
    limit: int = 0
    _ids: count[int] = field(default_factory=lambda: count(1))

    def list(self, deadline: float) -> Sequence[Subscription]:
        if self.list_error:
            raise self.list_error
        return [*self.stored.values()]

    def create(
        self, address: str, token: str, filters: Sequence[str], lifetime: int, deadline: float
    ) -> Subscription:
        self.calls.append("create")
        if self.create_error and len(self.stored) >= self.limit:
            raise self.create_error
        self.tokens.append(token)
        subscription = Subscription(
            id=f"subscription-{next(self._ids)}",
            address=address,
            status="Active",
            created_at=self.clock.now(),
        )
        granted = self._grant(subscription, filters, lifetime)
        if self.lost_answer:
            raise self.lost_answer
        return granted

    def update(
        self, subscription: Subscription, filters: Sequence[str], lifetime: int, deadline: float
    ) -> Subscription:
        self.calls.append(f"update {subscription.id}")
        if self.update_error:
            raise self.update_error
        if subscription.id not in self.stored:
            raise NotFound("no such subscription")
        return self._grant(self.stored[subscription.id], filters, lifetime)

    def delete(self, subscription: Subscription, deadline: float) -> None:
        self.calls.append(f"delete {subscription.id}")
        if self.delete_error:
            raise self.delete_error
        self.stored.pop(subscription.id, None)

    def put(self, subscription: Subscription) -> None:
        self.stored[subscription.id] = subscription

    def change(self, subscription_id: str, **changes: object) -> None:
        self.put(self.stored[subscription_id].model_copy(update=changes))

    def _grant(
        self, subscription: Subscription, filters: Sequence[str], lifetime: int
    ) -> Subscription:
        expanded = [each.replace("~", "700001") for each in filters if each not in self.ungranted]
        granted = subscription.model_copy(
            update={
                "filters": tuple(expanded),
                "disabled": tuple(each for each in filters if each in self.ungranted),
                "expires_at": self.clock.now() + min(lifetime, self.max_lifetime),
            }
        )
        self.put(granted)
        return granted


@dataclass
class RecordedEffects:
    """The ports LastEvents, GapFiller and PresenceLoader. `failure` is raised instead of recording."""

    last_event: float | None = None
    fills: list[float] = field(default_factory=list)
    seeds: list[str] = field(default_factory=list)
    failure: Exception | None = None

    def last_event_at(self, account: AccountRef) -> float | None:
        return self.last_event

    def fill(self, account: AccountRef, since: float) -> None:
        if self.failure:
            raise self.failure
        self.fills.append(since)

    def seed(self, account: AccountRef, deadline: float) -> None:
        if self.failure:
            raise self.failure
        self.seeds.append(f"{account.service} {account.account_id}")
