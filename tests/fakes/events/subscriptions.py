"""RingCentral's subscriptions in memory, and what the keeper sets going."""

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
    """Errors to be raised: `unlisted` by listings, `refusal` by creations while there are `room`
    subscriptions, `silent` by creations that succeed, `stubborn` by updates, `sticky` by deletions.

    `withheld` filters are not granted, `longest` is the lifetime granted at most. `calls` keeps the
    order of what was changed.
    """

    clock: Clock
    known: dict[str, Subscription] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    refusal: RingkeepError | None = None
    silent: RingkeepError | None = None
    stubborn: RingkeepError | None = None
    sticky: RingkeepError | None = None
    unlisted: RingkeepError | None = None
    withheld: frozenset[str] = frozenset()
    longest: int = 315_360_000
    room: int = 0
    _ids: count[int] = field(default_factory=lambda: count(1))

    def list(self, deadline: float) -> Sequence[Subscription]:
        if self.unlisted:
            raise self.unlisted
        return [*self.known.values()]

    def create(
        self, address: str, token: str, filters: Sequence[str], lifetime: int, deadline: float
    ) -> Subscription:
        self.calls.append("create")
        if self.refusal and len(self.known) >= self.room:
            raise self.refusal
        self.tokens.append(token)
        made = Subscription(
            id=f"made-{next(self._ids)}",
            address=address,
            status="Active",
            created_at=self.clock.now(),
        )
        granted = self._granted(made, filters, lifetime)
        if self.silent:
            raise self.silent
        return granted

    def update(
        self, subscription: Subscription, filters: Sequence[str], lifetime: int, deadline: float
    ) -> Subscription:
        self.calls.append(f"update {subscription.id}")
        if self.stubborn:
            raise self.stubborn
        if subscription.id not in self.known:
            raise NotFound("gone")
        return self._granted(self.known[subscription.id], filters, lifetime)

    def delete(self, subscription: Subscription, deadline: float) -> None:
        self.calls.append(f"delete {subscription.id}")
        if self.sticky:
            raise self.sticky
        self.known.pop(subscription.id, None)

    def put(self, subscription: Subscription) -> None:
        self.known[subscription.id] = subscription

    def change(self, subscription_id: str, **changes: object) -> None:
        self.put(self.known[subscription_id].model_copy(update=changes))

    def _granted(
        self, subscription: Subscription, filters: Sequence[str], lifetime: int
    ) -> Subscription:
        expanded = [each.replace("~", "700001") for each in filters if each not in self.withheld]
        granted = subscription.model_copy(
            update={
                "filters": tuple(expanded),
                "disabled": tuple(each for each in filters if each in self.withheld),
                "expires_at": self.clock.now() + min(lifetime, self.longest),
            }
        )
        self.put(granted)
        return granted


@dataclass
class Aftermath:
    """The ports EventsHeard, GapFiller and BoardSeeder. `failure` is raised instead."""

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
