"""Verifies a post and queues its event. Other functions process the queue."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from ringkeep.domain.json import JsonObject, JsonValue
from ringkeep.errors import RingkeepError
from ringkeep.observability import count, log_failure, logger
from ringkeep.webhook.answers import (
    OK,
    TRY_AGAIN,
    UNKNOWN_ADDRESS,
    WRONG_TOKEN,
    Event,
    Post,
    WebhookAnswer,
    equals_secret,
    handshake,
    is_service_name,
    read_event,
    sent_token,
)
from ringkeep.webhook.fields import fields_of
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
    key: str
    tokens: CachedTokens
    queue: EventQueue
    logging: EventLogging
    now: Callable[[], float]

    def answer(self, event: Mapping[str, JsonValue]) -> JsonObject:
        """Returns the response to the gateway's event (payload format 2.0). Never raises."""
        answer = self._answer(post_of(event))
        if answer.reason:
            count("WebhookRefused")
            logger.warning("a post was refused", extra={"reason": answer.reason})
        headers: dict[str, JsonValue] = {"Content-Type": "application/json", **answer.headers}
        return {"statusCode": answer.status, "headers": headers, "body": ""}

    def _answer(self, post: Post | None) -> WebhookAnswer:
        if (
            post is None
            or not is_service_name(post.service)
            or not equals_secret(post.key, self.key)
        ):
            return UNKNOWN_ADDRESS
        try:
            return handshake(post) or self._delivered(post)
        except RingkeepError as problem:
            count("WebhookFailed")
            log_failure("an event could not be queued", problem, ringcentral_service=post.service)
            return TRY_AGAIN

    def _delivered(self, post: Post) -> WebhookAnswer:
        if not self._is_verified(post):
            return WRONG_TOKEN
        event = read_event(post.body)
        if isinstance(event, WebhookAnswer):
            return event
        self._log(post.service, event)
        self.queue.send(post.service, event.text, self.now())
        count("WebhookReceived")
        return OK

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


def post_of(event: Mapping[str, JsonValue]) -> Post | None:
    """Returns None if the event is not a request of the gateway."""
    path, headers, body = event.get("pathParameters"), event.get("headers"), event.get("body")
    if not isinstance(path, Mapping) or not isinstance(headers, Mapping):
        return None
    lower = {name.lower(): value for name, value in headers.items() if isinstance(value, str)}
    content = _content(body, encoded=event.get("isBase64Encoded") is True)
    if content is None:
        return None
    return Post(str(path.get("service", "")), str(path.get("key", "")), lower, content)


def _content(body: JsonValue, *, encoded: bool) -> bytes | None:
    if body is None:
        return b""
    if not isinstance(body, str):
        return None
    try:
        return base64.b64decode(body, validate=True) if encoded else body.encode()
    except (binascii.Error, ValueError):
        return None
