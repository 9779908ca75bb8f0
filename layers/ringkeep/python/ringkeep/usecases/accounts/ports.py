"""The ports of the use cases for services and credentials. Adapters and fakes pass the same contract
tests."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from ringkeep.domain.accounts.services import Connection, Service


class ServiceDirectory(Protocol):
    """The connected accounts, without their credentials."""

    def list(self) -> Sequence[Service]:
        """Returns all services in order of their names."""
        ...

    def get(self, name: str) -> Service:
        """Raises ServiceNotFound."""
        ...

    def put(self, service: Service) -> Service:
        """Stores the service as its next version, and returns it. Raises Conflict if the stored one is
        no longer the `version` that was read (0: none, or a row without a version)."""
        ...

    def delete(self, name: str) -> None:
        """Deletes a service. If it does not exist, nothing happens."""
        ...


class Secrets(Protocol):
    """The store of the services' credentials."""

    def read(self, arn: str) -> Connection:
        """Reads a secret. Raises ConfigurationError if it is missing or invalid; the message does not
        contain the secret's value."""
        ...

    def put(self, service: str, connection: Connection, arn: str | None = None) -> str:
        """Writes to the secret `arn` and returns its ARN. Creates a new secret if `arn` is None or was
        deleted."""
        ...

    def delete(self, arn: str) -> None:
        """Deletes a secret. It can be recovered for seven days. If it does not exist, nothing
        happens."""
        ...

    def forget(self, arn: str | None = None) -> None:
        """Clears the cached value of one secret, or of all, so that the next read fetches it again."""
        ...


class CredentialsSource(Protocol):
    """Reads the credentials of a service. Raises what `Secrets` raises."""

    def of(self, service: Service) -> Connection: ...

    def forget(self, service: Service) -> None:
        """Clears the cached credentials, so that the next use reads them again."""
        ...


class ServiceCompletion(Protocol):
    def complete(self, service: Service, connection: Connection) -> None:
        """Writes the app and the users of the credentials to the service's row, if they differ."""
        ...


class WebhookTokens(Protocol):
    """The verification tokens that authenticate RingCentral's events, one for each service."""

    def token(self, service: str) -> str:
        """Returns the service's token. Creates one if there is none."""
        ...

    def delete(self, service: str) -> None:
        """Deletes the service's token. If there is none, nothing happens."""
        ...
