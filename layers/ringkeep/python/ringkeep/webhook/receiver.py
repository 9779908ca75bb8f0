"""Verifies a post and queues its event. Other functions process the queue.

The service and the key in the path are compared first: nothing else of a post to an unknown address is
read, and such posts are only counted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from ringkeep.domain.json import JsonObject, JsonValue
from ringkeep.errors import RingkeepError
from ringkeep.observability import count, log_failure, logger
from ringkeep.tally import Tally
from ringkeep.webhook.answers import (
    OK,
    TRY_AGAIN,
    UNKNOWN_ADDRESS,
    WRONG_TOKEN,
    Address,
    Event,
    Post,
    WebhookAnswer,
    body_of,
    equals_secret,
    handshake,
    is_service_name,
    read_event,
    sent_token,
)
from ringkeep.webhook.fields import fields_of
from ringkeep.webhook.keys import CachedKeys
from ringkeep.webhook.tokens import CachedTokens


class EventQueue(Protocol):
    def send(self, service: str, text: str, received_at: float) -> None:
        """Raises StorageFailed, ResourceMissing."""
        ...


@dataclass(frozen=True)
class EventLogging:
    """Which parts of a verified event are logged."""

    raw: bool = True
    verbose: bool = True


@dataclass(frozen=True)
class Receiver:
    keys: CachedKeys
    tokens: CachedTokens
    queue: EventQueue
    logging: EventLogging
    unknown: Tally
    now: Callable[[], float]

    def answer(self, event: Mapping[str, JsonValue]) -> JsonObject:
        """Returns the response to the gateway's event (payload format 2.0). Never raises."""
        answer = self._answer(event)
        self._report(answer)
        headers: dict[str, JsonValue] = {"Content-Type": "application/json", **answer.headers}
        return {"statusCode": answer.status, "headers": headers, "body": ""}

    def _report(self, answer: WebhookAnswer) -> None:
        if answer is UNKNOWN_ADDRESS:
            if unreported := self.unknown.add():
                count("WebhookUnknownAddress", unreported)
        elif answer.reason:
            count("WebhookRefused")
            logger.warning("a post was refused", extra={"reason": answer.reason})

    def _answer(self, event: Mapping[str, JsonValue]) -> WebhookAnswer:
        address = address_of(event)
        service = address.service if is_service_name(address.service) else ""
        try:
            if not service or not self.keys.accepts(service, address.key):
                return UNKNOWN_ADDRESS
            post = post_of(event, service)
            return handshake(post) or self._delivered(post)
        except RingkeepError as problem:
            count("WebhookFailed")
            log_failure("an event could not be queued", problem, ringcentral_service=service)
            return TRY_AGAIN

    def _delivered(self, post: Post) -> WebhookAnswer:
        if not self._is_verified(post):
            return WRONG_TOKEN
        body = body_of(post)
        event = body if isinstance(body, WebhookAnswer) else read_event(body)
        if isinstance(event, WebhookAnswer):
            return event
        self._log(post.service, event)
        self.queue.send(post.service, event.text, self.now())
        self._count_received()
        return OK

    def _count_received(self) -> None:
        count("WebhookReceived")
        if unreported := self.unknown.take():
            count("WebhookUnknownAddress", unreported)

    def _is_verified(self, post: Post) -> bool:
        token = sent_token(post)
        if not token:
            return False
        if equals_secret(token, self.tokens.token(post.service)):
            return True
        return equals_secret(token, self.tokens.refreshed(post.service))

    def _log(self, service: str, event: Event) -> None:
        fields = {"ringcentral_service": service}
        if self.logging.raw:
            logger.info("event received", extra={**fields, "event": event.text})
        if self.logging.verbose:
            logger.info("event parsed", extra={**fields, **fields_of(event.values)})


def address_of(event: Mapping[str, JsonValue]) -> Address:
    """Returns an address without a service if the event is not a request of the gateway."""
    path = event.get("pathParameters")
    if not isinstance(path, Mapping):
        return Address("", "")
    return Address(str(path.get("service", "")), str(path.get("key", "")))


def post_of(event: Mapping[str, JsonValue], service: str) -> Post:
    headers, body = event.get("headers"), event.get("body")
    named = headers.items() if isinstance(headers, Mapping) else ()
    lower = {name.lower(): value for name, value in named if isinstance(value, str)}
    encoded = event.get("isBase64Encoded") is True
    return Post(service, lower, body if isinstance(body, str) else "", encoded)
