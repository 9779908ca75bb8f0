"""A cache of the keys of the webhook's addresses in the memory of this process.

All services and their keys are one document. A made-up service name or key is therefore refused without
a read, except one read in two seconds, which finds a key that was created since the last one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from ringkeep.domain.events.webhook_keys import KEY_READ_INTERVAL, Keyring, read_keyring
from ringkeep.errors import RingkeepError
from ringkeep.webhook.answers import equals_secret

CACHE_SECONDS: Final = 300.0
"""The longest time for which a key that has ended is still accepted."""
_NO_KEY: Final = ("-" * 43,)
"""Compared for an unknown service, so that its refusal takes as long as another one."""


@dataclass
class CachedKeys:
    """`read` returns the stored document, empty if there is none. Until there is one, `old_key` is
    accepted, because RingCentral still posts to the addresses of version 0.1.0."""

    read: Callable[[], str]
    now: Callable[[], float]
    old_key: str = field(default="", repr=False)
    _keyring: Keyring | None = field(default=None, repr=False)
    _read_at: float | None = None

    def accepts(self, service: str, key: str) -> bool:
        """Raises the errors of `read`, unless keys are cached."""
        age = self._age()
        if age is None or age > CACHE_SECONDS:
            self._read()
            return self._has(service, key)
        if self._has(service, key):
            return True
        if age < KEY_READ_INTERVAL:
            return False
        self._read()
        return self._has(service, key)

    def _age(self) -> float | None:
        return None if self._read_at is None else self.now() - self._read_at

    def _read(self) -> None:
        """Keeps the cached keys if Secrets Manager cannot be read."""
        try:
            self._keyring = read_keyring(self.read())
        except RingkeepError:
            if self._read_at is None:
                raise
        self._read_at = self.now()

    def _has(self, service: str, key: str) -> bool:
        if self._keyring is None:
            return equals_secret(key, self.old_key)
        keys = self._keyring.get(service)
        valid = keys.valid if keys else _NO_KEY
        return any([equals_secret(key, each) for each in valid]) and keys is not None  # noqa: C419 # compares with all
