"""The credentials of a service. They are read again if the cached copy belongs to another server."""

from __future__ import annotations

from dataclasses import dataclass

from ringkeep.domain.accounts.services import Connection, Service
from ringkeep.usecases.accounts.ports import Secrets


@dataclass(frozen=True)
class ServiceCredentials:
    """The CredentialsSource port. Raises what the secrets raise."""

    secrets: Secrets

    def of(self, service: Service) -> Connection:
        connection = self.secrets.read(service.secret_arn)
        if connection.server_url == service.server_url:
            return connection
        self.forget(service)
        return self.secrets.read(service.secret_arn)

    def forget(self, service: Service) -> None:
        """Clears the cached credentials, for example after a failed login."""
        self.secrets.forget(service.secret_arn)
