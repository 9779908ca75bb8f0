"""What RingCentral's rate limits count: an app on a server, and its users.

A function that only plans requests needs no credentials. The service's row holds these values.
"""

from __future__ import annotations

from typing import Protocol

from ringkeep.domain.model import Model


class LimitedApp(Protocol):
    """A `Connection` is one too."""

    @property
    def server_url(self) -> str: ...

    @property
    def client_id(self) -> str: ...

    @property
    def user_labels(self) -> tuple[str, ...]: ...


class AppIdentity(Model):
    server_url: str
    client_id: str
    user_labels: tuple[str, ...]
