"""Puts events into envelopes, one for each subscription that asked for them."""

from __future__ import annotations

import json
import random
from collections import Counter
from typing import Any

from simulator.clock import zulu
from simulator.events.deliveries import Deliverer
from simulator.events.subscriptions import EventFilter, Subscription, SubscriptionStore
from simulator.live.events import Event
from simulator.live.timeline import Timeline

_DETAILS = "?detailedTelephonyState=true"


class Notifier:
    def __init__(
        self,
        timeline: Timeline,
        subscriptions: SubscriptionStore,
        deliverer: Deliverer,
        seed: int = 1,
    ) -> None:
        self._timeline = timeline
        self._subscriptions = subscriptions
        self._deliverer = deliverer
        self._chance = random.Random(seed)  # noqa: S311 - a simulation, not a secret
        self.published: Counter[str] = Counter()

    def publish(self, event: Event) -> int:
        """To how many subscriptions the event is on its way."""
        self.published[event.kind] += 1
        told = 0
        for subscription in self._subscriptions.active():
            wanted = subscription.filter_of(event)
            if wanted is not None:
                text = json.dumps(self._envelope(event, subscription, wanted))
                self._deliverer.deliver(subscription, text.encode(), event.order_key)
                told += 1
        return told

    def publish_text(self, text: str) -> int:
        """Exactly this, to every active subscription."""
        active = self._subscriptions.active()
        for subscription in active:
            self._deliverer.deliver(subscription, text.encode(), "text")
        return len(active)

    def _envelope(
        self, event: Event, subscription: Subscription, wanted: EventFilter
    ) -> dict[str, Any]:
        body = dict(event.body)
        path = event.path
        if event.kind == "presence":
            path = f"{path}{_DETAILS}" if wanted.detailed else path
            body = {name: body[name] for name in body if wanted.detailed or name != "activeCalls"}
        if event.owned:
            body["ownerId"] = subscription.owner_id
        return {
            "uuid": str(self._chance.randrange(10**18, 10**19)),
            "event": path,
            "timestamp": zulu(self._timeline.now),
            "subscriptionId": subscription.id,
            "ownerId": subscription.owner_id,
            "body": body,
        }
