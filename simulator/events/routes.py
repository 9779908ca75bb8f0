"""The API operations for subscriptions, and the handshake with the webhook's address."""

from __future__ import annotations

import secrets
from datetime import timedelta

from starlette.responses import JSONResponse, Response

from simulator.clock import zulu
from simulator.events.deliveries import (
    USER_AGENT,
    Deliverer,
    DeliveryFailed,
    new_client,
    post,
)
from simulator.events.listed_addresses import delivery_mode
from simulator.events.subscriptions import (
    DEFAULT_LIFETIME,
    MAX_LIFETIME,
    MAX_SUBSCRIPTIONS,
    EventFilter,
    Subscription,
    SubscriptionStore,
    check_filters,
    parse_filter,
    too_many,
)
from simulator.http.addresses import is_webhook_address
from simulator.http.errors import ApiError, invalid
from simulator.http.operations import ApiRequest

Json = dict[str, object]


class SubscriptionApi:
    def __init__(self, store: SubscriptionStore, deliverer: Deliverer) -> None:
        self._store = store
        self._deliverer = deliverer

    async def create(self, request: ApiRequest) -> Response:
        body = request.json
        filters, lifetime = _filters(request, body), _lifetime(body)
        address, token = _delivery_mode(body)
        check_filters(filters, request.session, request.user)
        if len(self._store.of(request.session)) >= MAX_SUBSCRIPTIONS:
            raise too_many()
        await self._handshake(address)
        made = self._store.add(request.session, address, token, filters, request.user, lifetime)
        return JSONResponse(_subscription(request, made))

    def list(self, request: ApiRequest) -> Response:
        records = [_subscription(request, each) for each in self._store.of(request.session)]
        uri = f"{request.base_url}/restapi/v1.0/subscription"
        return JSONResponse({"uri": uri, "records": records})

    def update(self, request: ApiRequest) -> Response:
        """Replaces filters and lifetime, and ignores all other fields."""
        subscription, body = self._find(request), request.json
        filters, lifetime = _filters(request, body), _lifetime(body)
        granted, disabled = check_filters(filters, request.session, request.user)
        subscription.filters, subscription.disabled = granted, disabled
        now = request.account.clock.now()
        subscription.expires_at = now + timedelta(seconds=lifetime)
        return JSONResponse(_subscription(request, subscription))

    def delete(self, request: ApiRequest) -> Response:
        self._store.remove(self._find(request).id)
        return Response(status_code=204)

    def _find(self, request: ApiRequest) -> Subscription:
        found = self._store.one(request.session, request.path_param("subscription_id"))
        if found is None:
            message = "Resource for parameter [subscriptionId] is not found"
            raise ApiError(404, "CMN-102", message, details={"parameterName": "subscriptionId"})
        return found

    async def _handshake(self, address: str) -> None:
        """Asks the webhook to return a token. Raises ApiError if it does not."""
        token = secrets.token_urlsafe(24)
        headers = {
            "Validation-Token": token,
            "Content-Type": "application/json",
            "User-Agent": USER_AGENT,
        }
        try:
            async with new_client() as client:
                seconds = self._deliverer.options.answer_seconds
                answer = await post(client, address, headers, b"", seconds)
        except DeliveryFailed as error:
            message = "WebHook is not reachable" if error.code == "SUB-521" else error.reason
            raise ApiError(400, error.code, message) from None
        if answer.get("validation-token") != token:
            raise ApiError(400, "SUB-520", "Validation Token is not returned")


def _subscription(request: ApiRequest, subscription: Subscription) -> Json:
    now = request.account.clock.now()
    body: Json = {
        "uri": f"{request.base_url}/restapi/v1.0/subscription/{subscription.id}",
        "id": subscription.id,
        "creationTime": zulu(subscription.created_at),
        "status": subscription.status(now),
        "eventFilters": [each.text for each in subscription.filters],
        "expirationTime": zulu(subscription.expires_at),
        "expiresIn": max(1, int((subscription.expires_at - now).total_seconds())),
        "deliveryMode": delivery_mode(subscription.address, request.account.options.listed_address),
    }
    if subscription.disabled:
        body["disabledFilters"] = [_disabled(each, name) for each, name in subscription.disabled]
    if subscription.blacklisted_at is not None:
        body["blacklistedData"] = {
            "reason": subscription.blacklist_reason,
            "blacklistedAt": zulu(subscription.blacklisted_at),
        }
    return body


def _disabled(event_filter: EventFilter, permission: str) -> Json:
    return {
        "filter": event_filter.text,
        "reason": "InsufficientPermissions",
        "message": f"The permission {permission} is needed here and has not been granted",
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


def _lifetime(body: Json) -> int:
    value = body.get("expiresIn", DEFAULT_LIFETIME)
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise invalid("expiresIn", "a positive number of seconds is expected")
    return min(value, MAX_LIFETIME)


def _delivery_mode(body: Json) -> tuple[str, str | None]:
    mode = body.get("deliveryMode")
    if not isinstance(mode, dict) or mode.get("transportType") != "WebHook":
        raise invalid("deliveryMode.transportType", "WebHook is expected")
    address, token = mode.get("address"), mode.get("verificationToken")
    if not isinstance(address, str) or not is_webhook_address(address):
        raise invalid("deliveryMode.address", "an https address is expected")
    if token is not None and not _fits_header(token):
        raise invalid("deliveryMode.verificationToken", "a word is expected")
    return address, token


def _fits_header(token: object) -> bool:
    return (
        isinstance(token, str) and token.isascii() and token.isprintable() and bool(token.strip())
    )
