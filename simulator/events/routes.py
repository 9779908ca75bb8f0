"""The subscription endpoints, and the handshake with the address that shall be told."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from starlette.responses import JSONResponse, Response

from simulator.clock import zulu
from simulator.events.deliveries import AGENT, Deliverer, Refused, new_client, post
from simulator.events.subscriptions import (
    DEFAULT_LIFETIME,
    LONGEST_LIFETIME,
    MOST_SUBSCRIPTIONS,
    EventFilter,
    Subscription,
    SubscriptionStore,
    parse_filter,
    sorted_filters,
    too_many,
)
from simulator.http.control_routes import LOOPBACK
from simulator.http.errors import ApiError, invalid
from simulator.http.operations import ApiRequest

Json = dict[str, Any]


class SubscriptionApi:
    def __init__(self, store: SubscriptionStore, deliverer: Deliverer) -> None:
        self._store = store
        self._deliverer = deliverer

    async def create(self, request: ApiRequest) -> Response:
        body = request.json
        filters = _filters(request, body)
        lifetime = _lifetime(body, DEFAULT_LIFETIME)
        address, token = _delivery_mode(body)
        sorted_filters(filters, request.session, request.user)
        if len(self._store.of(request.session)) >= MOST_SUBSCRIPTIONS:
            raise too_many()
        await self._shake_hands(address)
        made = self._store.add(request.session, address, token, filters, request.user, lifetime)
        return JSONResponse(self._json(request, made))

    def listing(self, request: ApiRequest) -> Response:
        mine = self._store.of(request.session)
        uri = f"{request.base_url}/restapi/v1.0/subscription"
        return JSONResponse({"uri": uri, "records": [self._json(request, each) for each in mine]})

    def read(self, request: ApiRequest) -> Response:
        return JSONResponse(self._json(request, self._asked(request)))

    def update(self, request: ApiRequest) -> Response:
        """Filters and lifetime; anything else in the body is ignored, and no body is a renewal."""
        subscription, body = self._asked(request), request.json
        if not body:
            return self.renew(request)
        filters = _filters(request, body)
        lifetime = _lifetime(body, DEFAULT_LIFETIME)
        granted, disabled = sorted_filters(filters, request.session, request.user)
        subscription.filters, subscription.disabled = granted, disabled
        self._extend(request, subscription, lifetime)
        return JSONResponse(self._json(request, subscription))

    def renew(self, request: ApiRequest) -> Response:
        subscription = self._asked(request)
        asked = self._deliverer.options.renewal == "asked"
        self._extend(request, subscription, subscription.lifetime if asked else DEFAULT_LIFETIME)
        return JSONResponse(self._json(request, subscription))

    def cancel(self, request: ApiRequest) -> Response:
        self._store.remove(self._asked(request).id)
        return Response(status_code=204)

    def _asked(self, request: ApiRequest) -> Subscription:
        subscription_id = request.path_param("subscription_id")
        found = self._store.one(request.session, subscription_id)
        if found is None:
            message = "Resource for parameter [subscriptionId] is not found"
            raise ApiError(404, "CMN-102", message, details={"parameterName": "subscriptionId"})
        return found

    def _extend(self, request: ApiRequest, subscription: Subscription, lifetime: int) -> None:
        subscription.lifetime = lifetime
        subscription.expires_at = request.account.clock.now() + timedelta(seconds=lifetime)

    async def _shake_hands(self, address: str) -> None:
        """Raises ApiError unless the address answers as it must."""
        token = secrets.token_urlsafe(24)
        headers = {
            "Validation-Token": token,
            "Content-Type": "application/json",
            "User-Agent": AGENT,
        }
        try:
            async with new_client() as client:
                answered = await post(client, address, headers, b"", self._deliverer.options)
        except Refused as refused:
            message = "WebHook is not reachable" if refused.code == "SUB-521" else refused.reason
            raise ApiError(400, refused.code, message) from None
        if answered.get("validation-token") != token:
            raise ApiError(400, "SUB-520", "Validation Token is not returned")

    def _json(self, request: ApiRequest, subscription: Subscription) -> Json:
        now = request.account.clock.now()
        body: Json = {
            "uri": f"{request.base_url}/restapi/v1.0/subscription/{subscription.id}",
            "id": subscription.id,
            "creationTime": zulu(subscription.created_at),
            "status": subscription.status(now),
            "eventFilters": [each.text for each in subscription.filters],
            "expirationTime": zulu(subscription.expires_at),
            "expiresIn": max(1, int((subscription.expires_at - now).total_seconds())),
            "deliveryMode": {
                "transportType": "WebHook",
                "encryption": False,
                "address": subscription.address,
            },
        }
        if subscription.disabled:
            body["disabledFilters"] = [
                _disabled(each, name) for each, name in subscription.disabled
            ]
        if subscription.blacklisted_at is not None:
            body["blacklistedData"] = {
                "reason": subscription.blacklist_reason,
                "blacklistedAt": zulu(subscription.blacklisted_at),
            }
        return body


def _disabled(each: EventFilter, name: str) -> Json:
    return {
        "filter": each.text,
        "reason": "InsufficientPermissions",
        "message": f"The permission {name} is needed here and has not been granted",
    }


def _filters(request: ApiRequest, body: Json) -> list[EventFilter]:
    texts = body.get("eventFilters")
    if not isinstance(texts, list) or not texts:
        raise invalid("eventFilters", "a list of events is expected")
    user = request.user.extension_id
    filters = [parse_filter(text, request.account.id, user) for text in texts]
    if all(each.kind == "reminder" for each in filters):
        message = "Subscription containing only reminder filter is not allowed"
        raise ApiError(400, "SUB-515", message)
    return filters


def _lifetime(body: Json, default: int) -> int:
    value = body.get("expiresIn", default)
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise invalid("expiresIn", "a positive number of seconds is expected")
    return min(value, LONGEST_LIFETIME)


def _delivery_mode(body: Json) -> tuple[str, str | None]:
    mode = body.get("deliveryMode")
    if not isinstance(mode, dict) or mode.get("transportType") != "WebHook":
        raise invalid("deliveryMode.transportType", "WebHook is expected")
    address, token = mode.get("address"), mode.get("verificationToken")
    if not isinstance(address, str) or not _allowed(address):
        raise invalid("deliveryMode.address", "an https address is expected")
    if token is not None and not _is_word(token):
        raise invalid("deliveryMode.verificationToken", "a word is expected")
    return address, token


def _is_word(token: object) -> bool:
    """Whether it can stand in a header."""
    return (
        isinstance(token, str) and token.isascii() and token.isprintable() and bool(token.strip())
    )


def _allowed(address: str) -> bool:
    """The platform takes https alone; this simulator also http on this machine."""
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK))
