"""What a post to the webhook is answered, decided without any I/O.

Sources: RingCentral's guide to webhooks (handshake by `Validation-Token`, deliveries with
`Verification-Token`, 200 within three seconds, headers and body together at most 1024 bytes).
"""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from ringkeep.domain.json import JsonObject

LARGEST_BODY: Final = 240_000
"""Bytes. A message of SQS takes 256 KB with its attributes."""
_LONGEST_TOKEN: Final = 256
_SERVICE: Final = re.compile("[a-z0-9][a-z0-9-]{0,31}")
"""As `ringkeep.domain.accounts.services` has it, which is not imported here for what it imports."""
_QUEUEABLE: Final = re.compile("[\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]*")
"""What a message of SQS may hold: others are escaped, as JSON allows."""
_PRINTABLE: Final = re.compile(r"[\x21-\x7e]+")


@dataclass(frozen=True)
class Post:
    """A request as the gateway hands it over; header names in small letters."""

    service: str
    key: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


@dataclass(frozen=True)
class WebhookAnswer:
    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""
    """In our own words, for metric and log; empty when the post was welcome."""


@dataclass(frozen=True)
class Event:
    """An event as received, in the text that can be queued."""

    text: str = field(repr=False)
    values: JsonObject = field(repr=False)


OK: Final = WebhookAnswer(200)


def names_a_service(name: str) -> bool:
    return _SERVICE.fullmatch(name) is not None


def same(given: str, known: str) -> bool:
    """Compares in constant time; nothing equals an empty secret."""
    return bool(known) and hmac.compare_digest(
        given.encode(errors="surrogatepass"), known.encode(errors="surrogatepass")
    )


def handshake(post: Post) -> WebhookAnswer | None:
    """The echo of the token that RingCentral sends once, with an empty body; None: no handshake."""
    token = post.headers.get("validation-token", "")
    if not token or post.body:
        return None
    if len(token) > _LONGEST_TOKEN or not _PRINTABLE.fullmatch(token):
        return WebhookAnswer(400, reason="bad_handshake")
    return WebhookAnswer(200, {"Validation-Token": token})


def given_token(post: Post) -> str:
    """One page of the guide prints `validation-token` for deliveries too."""
    return post.headers.get("verification-token") or post.headers.get("validation-token", "")


def read_event(body: bytes) -> Event | WebhookAnswer:
    """The event that a believed post brings, or why there is none."""
    if len(body) > LARGEST_BODY:
        return WebhookAnswer(413, reason="too_large")
    try:
        text = body.decode()
        values = json.loads(text)
        queued = text if _QUEUEABLE.fullmatch(text) else json.dumps(values)
    except (ValueError, RecursionError):
        return WebhookAnswer(400, reason="not_json")
    if not isinstance(values, dict):
        return WebhookAnswer(400, reason="not_an_event")
    if len(queued.encode()) > LARGEST_BODY:
        return WebhookAnswer(413, reason="too_large")
    return Event(queued, values)
