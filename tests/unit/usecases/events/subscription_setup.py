"""SubscriptionKeeper with in-memory adapters."""

from __future__ import annotations

from ringkeep.domain.events.subscriptions import FILTERS, Subscription, SubscriptionState
from ringkeep.errors import PermissionMissing
from ringkeep.usecases.events.keep_subscriptions import (
    KeepResult,
    SubscriptionKeeper,
    WebhookTarget,
)
from tests.fakes.clock import FakeClock
from tests.fakes.events.subscriptions import MemorySubscriptions, RecordedEffects
from tests.fakes.leases import MemoryLeases
from tests.fakes.state import MemoryStateStore

KEY = "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"
ADDRESS = f"https://hooks.example.com/webhooks/ringcentral/main/{KEY}"
TOKEN = "verification-token-of-the-service-main"
DAY = 86400.0
TELEPHONY = FILTERS[0]
LIMIT = PermissionMissing("Subscription limit exceeded", code="SUB-505")


class SubscriptionSetup:
    def __init__(self) -> None:
        self.clock = FakeClock()
        self.states = MemoryStateStore()
        self.leases = MemoryLeases(self.clock)
        self.effects = RecordedEffects()
        self.ringcentral = MemorySubscriptions(self.clock)
        self.keeper = SubscriptionKeeper(
            self.states, self.leases, self.clock, self.effects, self.effects, self.effects
        )
        self.address, self.token, self.account = ADDRESS, TOKEN, "700001"

    def keep(self) -> KeepResult:
        target = WebhookTarget("main", self.account, self.address, self.ringcentral, self.token)
        return self.keeper.keep(target, self.clock.now() + 120)

    def keep_later(self, seconds: float = 300.0) -> KeepResult:
        self.clock.advance(seconds)
        self.ringcentral.calls.clear()
        return self.keep()

    @property
    def state(self) -> SubscriptionState:
        return SubscriptionState.model_validate(self.states.get("subscription#main")[0])


def the_subscription(setup: SubscriptionSetup) -> Subscription:
    """Returns the only subscription at RingCentral."""
    (found,) = setup.ringcentral.stored.values()
    return found


def subscribed_setup() -> SubscriptionSetup:
    """Returns a service that is subscribed and received an event a minute ago."""
    setup = SubscriptionSetup()
    setup.keep()
    setup.clock.advance(600)
    setup.effects.last_event = setup.clock.now() - 60
    setup.effects.seeds.clear()
    setup.ringcentral.calls.clear()
    return setup
