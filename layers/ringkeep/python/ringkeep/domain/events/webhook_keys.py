"""The secret keys in the webhook's addresses, one for each service, and how they are rotated.

Both keys of a rotation are valid until RingCentral's subscription has the new address. The module imports
no pydantic, because the webhook's function uses it.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from ringkeep.domain.json import JsonObject, object_of, text_of
from ringkeep.errors import StoredDataInvalid

KEY_READ_INTERVAL: Final = 2.0
"""Seconds between two reads of the keys by a receiver that is asked for an unknown address."""
KNOWN_AFTER: Final = 10.0
"""Seconds after which every receiver knows a new key: RingCentral may test its address."""
_KEY_BYTES: Final = 32


@dataclass(frozen=True)
class WebhookKeys:
    """The valid keys of a service. `next` is empty unless a rotation is under way."""

    current: str = field(repr=False)
    next: str = field(default="", repr=False)
    next_made_at: float = 0.0

    @property
    def valid(self) -> tuple[str, ...]:
        return tuple(key for key in (self.current, self.next) if key)

    def subscribe_with(self, now: float) -> str:
        """Returns the key for the address that RingCentral's subscription should have."""
        return self.next if self.next and now - self.next_made_at >= KNOWN_AFTER else self.current

    def rotated(self, key: str, now: float) -> WebhookKeys:
        """Adds a key. A rotation that is under way is not replaced: RingCentral may already use it."""
        return self if self.next else WebhookKeys(self.current, key, now)

    def confirmed(self, key: str) -> WebhookKeys:
        """Ends the old key if RingCentral's subscription has the address with the next one."""
        return WebhookKeys(key) if self.next and key == self.next else self


Keyring = Mapping[str, WebhookKeys]
"""The keys by the names of the services."""


def new_key() -> str:
    return secrets.token_urlsafe(_KEY_BYTES)


def read_keyring(text: str) -> Keyring | None:
    """Returns None if nothing is stored yet. Raises StoredDataInvalid; the message quotes no key."""
    if not text:
        return None
    try:
        document = json.loads(text)
        services = document["services"]
        return {name: _keys_of(object_of(values)) for name, values in services.items()}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise StoredDataInvalid("the stored webhook keys cannot be read") from None


def write_keyring(keyring: Keyring) -> str:
    services = {name: _document_of(keys) for name, keys in sorted(keyring.items())}
    return json.dumps({"services": services})


def _keys_of(values: JsonObject) -> WebhookKeys:
    current, next_made_at = text_of(values.get("current")), values.get("next_made_at")
    if not current:
        raise ValueError("no key")
    made_at = float(next_made_at) if isinstance(next_made_at, int | float) else 0.0
    return WebhookKeys(current, text_of(values.get("next")), made_at)


def _document_of(keys: WebhookKeys) -> JsonObject:
    if not keys.next:
        return {"current": keys.current}
    return {"current": keys.current, "next": keys.next, "next_made_at": keys.next_made_at}
