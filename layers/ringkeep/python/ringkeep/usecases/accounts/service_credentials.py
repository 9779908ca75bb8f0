"""The credentials of a service, read again when the kept copy belongs to another server."""

from __future__ import annotations

from dataclasses import dataclass

from ringkeep.domain.accounts.services import Connection, Service
from ringkeep.usecases.accounts.ports import Secrets


@dataclass(frozen=True)
class ServiceCredentials:
    """Raises what the secrets raise."""

    secrets: Secrets

    def of(self, service: Service) -> Connection:
        connection = self.secrets.read(service.secret_arn)
        if connection.server_url == service.server_url:
            return connection
        self.forget(service)
        return self.secrets.read(service.secret_arn)

    def forget(self, service: Service) -> None:
        """The next use reads them again, as after a login that failed."""
        self.secrets.forget(service.secret_arn)
