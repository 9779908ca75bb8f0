"""Decides the response to a post, without I/O.

Source: RingCentral's guide to webhooks. A handshake has the header `Validation-Token`, a delivery
`Verification-Token`. The response must arrive within three seconds, with at most 1024 bytes of headers
and body.
"""

from __future__ import annotations

import hmac
import json
import re
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from ringkeep.domain.json import JsonObject

LARGEST_BODY: Final = 240_000
"""In bytes. An SQS message has at most 256 KB with its attributes."""
_LARGEST_BASE64: Final = 4 * ((LARGEST_BODY + 2) // 3)
_LONGEST_TOKEN: Final = 256
_SERVICE: Final = re.compile("[a-z0-9][a-z0-9-]{0,31}")
"""The same pattern as in `ringkeep.domain.accounts.services`, which would import pydantic."""
_QUEUEABLE: Final = re.compile("[\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]*")
"""The characters that an SQS message may hold. Other characters are escaped in the JSON."""
_PRINTABLE: Final = re.compile(r"[\x21-\x7e]+")


@dataclass(frozen=True)
class Address:
    """The parts of the path."""

    service: str
    key: str = field(repr=False)


@dataclass(frozen=True)
class Post:
    """A request at a known address. Header names are in lower case. `text` is the body as the gateway
    sent it, `encoded` whether that is base64."""

    service: str
    headers: Mapping[str, str] = field(repr=False)
    text: str = field(repr=False)
    encoded: bool = False


@dataclass(frozen=True)
class WebhookAnswer:
    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""
    """A code for the metric and the log; empty if the post was accepted."""


@dataclass(frozen=True)
class Event:
    """A received event, and its text as it can be queued."""

    text: str = field(repr=False)
    values: JsonObject = field(repr=False)


OK: Final = WebhookAnswer(200)
UNKNOWN_ADDRESS: Final = WebhookAnswer(404, reason="unknown_address")
WRONG_TOKEN: Final = WebhookAnswer(401, reason="wrong_token")
TRY_AGAIN: Final = WebhookAnswer(503)
"""RingCentral delivers the event again."""


def is_service_name(name: str) -> bool:
    return _SERVICE.fullmatch(name) is not None


def equals_secret(value: str, secret: str) -> bool:
    """Compares in constant time. No value equals an empty secret."""
    return bool(secret) and hmac.compare_digest(
        value.encode(errors="surrogatepass"), secret.encode(errors="surrogatepass")
    )


def handshake(post: Post) -> WebhookAnswer | None:
    """Echoes the token that RingCentral sends with an empty body when it creates a subscription.
    None if the post is not a handshake."""
    token = post.headers.get("validation-token", "")
    if not token or post.text:
        return None
    if len(token) > _LONGEST_TOKEN or not _PRINTABLE.fullmatch(token):
        return WebhookAnswer(400, reason="bad_handshake")
    return WebhookAnswer(200, {"Validation-Token": token})


def sent_token(post: Post) -> str:
    """Returns the token of a delivery. One page of the guide uses `validation-token` for it too."""
    return post.headers.get("verification-token") or post.headers.get("validation-token", "")


def body_of(post: Post) -> bytes | WebhookAnswer:
    """Returns the body of a verified post, or the response if there is none. The content type does not
    matter: the gateway encodes whatever it does not take for a text."""
    if post.headers.get("content-encoding", "identity").strip().lower() != "identity":
        return WebhookAnswer(415, reason="encoded")
    if len(post.text) > (_LARGEST_BASE64 if post.encoded else LARGEST_BODY):
        return WebhookAnswer(413, reason="too_large")
    try:
        return b64decode(post.text, validate=True) if post.encoded else post.text.encode()
    except ValueError:
        return WebhookAnswer(400, reason="not_json")


def read_event(body: bytes) -> Event | WebhookAnswer:
    """Returns the event of a body, or the response if there is none."""
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
