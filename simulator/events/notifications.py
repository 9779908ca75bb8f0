"""Puts events into envelopes, one for each subscription whose filters match."""

from __future__ import annotations

import json
import random
from collections import Counter

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
        self._random = random.Random(seed)  # noqa: S311 - a simulation, not a secret
        self.published: Counter[str] = Counter()

    def publish(self, event: Event) -> None:
        self.published[event.kind] += 1
        for subscription in self._subscriptions.active():
            matching = subscription.filter_of(event)
            if matching is not None:
                text = json.dumps(self._envelope(event, subscription, matching))
                self._deliverer.deliver(subscription, text.encode(), event.order_key)

    def _envelope(
        self, event: Event, subscription: Subscription, matching: EventFilter
    ) -> dict[str, object]:
        body = dict(event.body)
        path = event.path
        if event.kind == "presence":
            path = f"{path}{_DETAILS}" if matching.detailed else path
            body = {name: body[name] for name in body if matching.detailed or name != "activeCalls"}
            body["ownerId"] = subscription.owner_id
        return {
            "uuid": str(self._random.randrange(10**18, 10**19)),
            "event": path,
            "timestamp": zulu(self._timeline.now),
            "subscriptionId": subscription.id,
            "ownerId": subscription.owner_id,
            "body": body,
        }
