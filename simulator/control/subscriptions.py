"""Control of subscriptions: their state and counts, their end, and how events are delivered."""

from __future__ import annotations

from dataclasses import asdict, fields

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from simulator.clock import zulu
from simulator.control.routing import Json, route
from simulator.events.deliveries import DeliveryOptions
from simulator.events.subscriptions import Subscription
from simulator.live.wiring import Live

_COUNTS = ("matched", "lost", "sent", "delivered", "failed", "repeated", "dropped")


class SubscriptionControl:
    def __init__(self, live: Live) -> None:
        self._store = live.subscriptions
        self._deliverer = live.deliverer
        self._clock = live.account.clock

    def routes(self) -> list[Route]:
        return [
            route("GET", "subscriptions", self._subscriptions),
            route("POST", "subscriptions/{subscription_id}/{action}", self._end),
            route("POST", "delivery-options", self._set_delivery_options),
        ]

    def _subscriptions(self, _request: Request, _body: Json) -> Response:
        return self._rows(self._store.all())

    def _end(self, request: Request, body: Json) -> Response:
        """Blacklists, expires or deletes one subscription, or all of them."""
        subscription_id, action = (request.path_params[k] for k in ("subscription_id", "action"))
        all_of_them = subscription_id == "all"
        chosen = self._store.all() if all_of_them else [self._store.get(subscription_id)]
        for each in chosen:
            if action == "blacklist":
                reason = str(body.get("reason", "Blacklisted by the control API"))
                each.blacklist(self._clock.now(), reason)
            elif action == "expire":
                each.expires_at = self._clock.now()
            elif action == "delete":
                self._store.remove(each.id)
            else:
                raise KeyError(action)
        return self._rows(chosen)

    def _set_delivery_options(self, _request: Request, body: Json) -> Response:
        """Sets the options in the body and answers with all of them."""
        options = self._deliverer.options
        kinds = {each.name: type(getattr(options, each.name)) for each in fields(DeliveryOptions)}
        for name, value in body.items():
            setattr(options, name, kinds[name](value))
        return JSONResponse(asdict(options))

    def _rows(self, subscriptions: list[Subscription]) -> Response:
        now = self._clock.now()
        rows = [_subscription_row(each, each.status(now)) for each in subscriptions]
        return JSONResponse({"pending": self._deliverer.pending, "subscriptions": rows})


def _subscription_row(subscription: Subscription, status: str) -> Json:
    last = subscription.last_delivered_at
    return {
        "id": subscription.id,
        "status": status,
        "address": subscription.address,
        "event_filters": [each.text for each in subscription.filters],
        "disabled_filters": [each.text for each, _ in subscription.disabled],
        "owner_id": subscription.owner_id,
        "created_at": zulu(subscription.created_at),
        "expires_at": zulu(subscription.expires_at),
        "blacklisted_reason": subscription.blacklist_reason,
        "failures_in_a_row": subscription.failures_in_a_row,
        "counts": {name: subscription.counts[name] for name in _COUNTS},
        "last_delivered_at": None if last is None else zulu(last),
    }
