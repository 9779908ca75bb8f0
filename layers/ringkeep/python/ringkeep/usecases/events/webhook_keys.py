"""Creates, rotates and ends the keys of the webhook's addresses.

The keys of all services are one document, so that a receiver knows every service without asking for
each name that someone makes up.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Final, Protocol

from ringkeep.domain.events.webhook_keys import (
    Keyring,
    WebhookKeys,
    new_key,
    read_keyring,
    write_keyring,
)
from ringkeep.errors import ServiceNotFound
from ringkeep.usecases.clock import Clock
from ringkeep.usecases.state import Leases

_LEASE: Final = "webhook_keys"
_LEASE_SECONDS: Final = 30.0

Change = Callable[[Keyring | None], Keyring | None]


class KeyStore(Protocol):
    """One text in a secret. Both methods raise ConfigurationError, StorageFailed."""

    def read(self) -> str:
        """Returns an empty text if nothing is stored."""
        ...

    def write(self, text: str) -> None: ...


@dataclass(frozen=True)
class WebhookKeyring:
    """`old_key`: the part of the stack's id that version 0.1.0 used as the key; empty if it is no longer
    accepted. All methods that change keys raise Busy."""

    store: KeyStore
    leases: Leases
    clock: Clock
    old_key: str = field(default="", repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False, compare=False)

    def all(self) -> Keyring:
        return read_keyring(self.store.read()) or {}

    def of(self, service: str) -> WebhookKeys:
        """Raises ServiceNotFound."""
        keys = self.all().get(service)
        if keys is None:
            raise ServiceNotFound(f"the service {service!r} has no webhook key yet")
        return keys

    def ensure(self, services: Sequence[str]) -> None:
        """Creates the missing keys. The first document of an updated stack holds the old key of each
        service too, until RingCentral has the new address."""
        keyring = read_keyring(self.store.read())
        if keyring is None or set(services) - set(keyring):
            self._change(lambda stored: self._completed(stored, services))

    def add(self, service: str, others: Sequence[str]) -> None:
        """Creates the key of a new service. An updated stack whose first document is not written yet
        leaves that to `ensure`, which knows the old key."""

        def added(stored: Keyring | None) -> Keyring | None:
            if service in (stored or {}) or (stored is None and others):
                return stored
            return {**(stored or {}), service: WebhookKeys(new_key())}

        self._change(added)

    def rotate(self, service: str) -> bool:
        """Adds a second key. Returns False if a rotation is under way already. Raises
        ServiceNotFound."""
        if self.of(service).next:
            return False
        key, now = new_key(), self.clock.now()
        self._change(lambda stored: _changed(stored, service, lambda it: it.rotated(key, now)))
        return True

    def subscribe_with(self, service: str) -> str:
        """Returns the key for the address of the service's subscription. Raises ServiceNotFound."""
        return self.of(service).subscribe_with(self.clock.now())

    def confirm(self, service: str, key: str) -> bool:
        """Ends the old key if `key` is the next one. Returns whether it has ended."""
        keys = self.of(service)
        if keys.confirmed(key) == keys:
            return False
        self._change(lambda stored: _changed(stored, service, lambda it: it.confirmed(key)))
        return True

    def forget(self, service: str) -> None:
        """Ends the keys of a removed service. If it has none, nothing happens."""
        if service in self.all():
            self._change(lambda stored: {k: v for k, v in (stored or {}).items() if k != service})

    def _completed(self, stored: Keyring | None, services: Sequence[str]) -> Keyring:
        missing = (name for name in services if name not in (stored or {}))
        inherited = self.old_key if stored is None else ""
        made = {
            name: WebhookKeys(inherited, new_key()) if inherited else WebhookKeys(new_key())
            for name in missing
        }
        return {**(stored or {}), **made}

    def _change(self, change: Change) -> None:
        with self._lock, self.leases.hold(_LEASE, _LEASE_SECONDS):
            stored = read_keyring(self.store.read())
            changed = change(stored)
            if changed is not None and changed != stored:
                self.store.write(write_keyring(changed))


def _changed(
    stored: Keyring | None, service: str, change: Callable[[WebhookKeys], WebhookKeys]
) -> Keyring | None:
    if stored is None or service not in stored:
        return stored
    return {**stored, service: change(stored[service])}
