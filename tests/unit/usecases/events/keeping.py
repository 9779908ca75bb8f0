"""A keeper with everything behind it in memory."""

from __future__ import annotations

from ringkeep.domain.events.subscriptions import FILTERS, Subscription, SubscriptionState
from ringkeep.errors import PermissionMissing
from ringkeep.usecases.events.keep_subscriptions import (
    KeepResult,
    SubscriptionKeeper,
    WebhookTarget,
)
from tests.fakes.clock import FakeClock
from tests.fakes.events.subscriptions import Aftermath, MemorySubscriptions
from tests.fakes.leases import MemoryLeases
from tests.fakes.state import MemoryStateStore

KEY = "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"
ADDRESS = f"https://hooks.example.com/webhooks/ringcentral/main/{KEY}"
TOKEN = "verification-token-of-the-service-main-and-nothing-else"
DAY = 86400.0
TELEPHONY = FILTERS[0]
LIMIT = PermissionMissing("Subscription limit exceeded", code="SUB-505")


class World:
    def __init__(self) -> None:
        self.clock = FakeClock()
        self.states = MemoryStateStore()
        self.leases = MemoryLeases(self.clock)
        self.after = Aftermath()
        self.there = MemorySubscriptions(self.clock)
        self.keeper = SubscriptionKeeper(
            self.states, self.leases, self.clock, self.after, self.after, self.after
        )
        self.address, self.token, self.account = ADDRESS, TOKEN, "700001"

    def keep(self) -> KeepResult:
        target = WebhookTarget("main", self.account, self.address, self.there, self.token)
        return self.keeper.keep(target, self.clock.now() + 120)

    def later(self, seconds: float = 300.0) -> KeepResult:
        self.clock.advance(seconds)
        self.there.calls.clear()
        return self.keep()

    @property
    def memory(self) -> SubscriptionState:
        return SubscriptionState.model_validate(self.states.get("subscription#main")[0])


def only(world: World) -> Subscription:
    """The one subscription that there is."""
    (found,) = world.there.known.values()
    return found


def subscribed() -> World:
    """A service that is subscribed, with an event a minute ago."""
    world = World()
    world.keep()
    world.clock.advance(600)
    world.after.last_event = world.clock.now() - 60
    world.after.seeds.clear()
    world.there.calls.clear()
    return world
