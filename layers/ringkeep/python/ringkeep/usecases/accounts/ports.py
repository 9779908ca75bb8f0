"""What the use cases of services and their credentials need from outside.

Adapters and fakes pass the same contract tests.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from ringkeep.domain.accounts.services import Connection, Service


class ServiceDirectory(Protocol):
    """The connected accounts, without their credentials."""

    def list(self) -> Sequence[Service]:
        """All services in order of their names."""
        ...

    def get(self, name: str) -> Service:
        """Raises ServiceNotFound."""
        ...

    def put(self, service: Service) -> None: ...

    def delete(self, name: str) -> None:
        """Deleting what is not there changes nothing."""
        ...


class Secrets(Protocol):
    """Where the credentials of the services are kept."""

    def read(self, arn: str) -> Connection:
        """Raises ConfigurationError, without quoting the content, when it is missing or unusable."""
        ...

    def put(self, service: str, connection: Connection, arn: str | None = None) -> str:
        """Writes to the secret `arn`, or to a new one where that is gone, and returns its ARN."""
        ...

    def delete(self, arn: str) -> None:
        """Recoverable for seven days; deleting what is gone changes nothing."""
        ...

    def forget(self, arn: str | None = None) -> None:
        """The next read asks again: for one secret, or for all."""
        ...


class CredentialsSource(Protocol):
    """Reads the credentials of a service. Raises what `Secrets` raises."""

    def of(self, service: Service) -> Connection: ...

    def forget(self, service: Service) -> None:
        """The next use reads them again."""
        ...


class WebhookTokens(Protocol):
    """What RingCentral's events prove themselves with, one token a service."""

    def token(self, service: str) -> str:
        """The service's token, made now when there is none."""
        ...

    def delete(self, service: str) -> None:
        """Deleting what is gone changes nothing."""
        ...
