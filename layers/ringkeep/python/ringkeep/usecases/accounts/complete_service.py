"""Completes the row of a service with what the rate limits count: the app and its users.

`service add` writes them. Rows of version 0.1.0 lack them, and a person may change the secret by hand.
Functions without credentials plan requests with the row, so a function that reads the credentials
compares the two.
"""

from __future__ import annotations

from dataclasses import dataclass

from ringkeep.domain.accounts.services import Connection, Service
from ringkeep.errors import Busy, Conflict, ServiceNotFound
from ringkeep.usecases.accounts.ports import CredentialsSource, ServiceDirectory
from ringkeep.usecases.state import Leases

_LEASE_SECONDS = 60.0


def service_lease(name: str) -> str:
    """Returns the lease under which the row and the secret of a service change."""
    return f"service#{name}"


@dataclass(frozen=True)
class CompleteService:
    """The ServiceCompletion port."""

    services: ServiceDirectory
    credentials: CredentialsSource
    leases: Leases

    def complete(self, service: Service, connection: Connection) -> None:
        """Raises what the directory and the secrets raise. If the service changes at this moment, the
        next run completes it."""
        if service.is_app_of(connection):
            return
        try:
            with self.leases.hold(service_lease(service.name), _LEASE_SECONDS):
                self._write(service.name)
        except (Busy, Conflict, ServiceNotFound):
            return

    def _write(self, name: str) -> None:
        """Reads both again: the row or the cached credentials may be older than the other one."""
        service = self.services.get(name)
        self.credentials.forget(service)
        connection = self.credentials.of(service)
        if not service.is_app_of(connection):
            self.services.put(service.with_app(connection))
