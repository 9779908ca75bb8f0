"""What the webhook needs for a service: its verification token and the key of its address."""

from __future__ import annotations

from dataclasses import dataclass

from ringkeep.usecases.accounts.ports import ServiceDirectory, WebhookTokens
from ringkeep.usecases.events.webhook_keys import WebhookKeyring


@dataclass(frozen=True)
class ServiceWebhooks:
    """The WebhookTokens port of the service manager. A service gets its key as early as its token, so
    that every receiver knows it when RingCentral tests the address."""

    tokens: WebhookTokens
    keys: WebhookKeyring
    services: ServiceDirectory

    def token(self, service: str) -> str:
        token = self.tokens.token(service)
        others = [each.name for each in self.services.list() if each.name != service]
        self.keys.add(service, others)
        return token

    def delete(self, service: str) -> None:
        self.keys.forget(service)
        self.tokens.delete(service)
