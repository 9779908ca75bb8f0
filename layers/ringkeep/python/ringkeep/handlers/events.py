"""The function that maintains each service's subscription to events."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ringkeep.domain.accounts.services import Connection, Service
from ringkeep.domain.events.subscriptions import Reason
from ringkeep.domain.json import JsonObject
from ringkeep.handlers.each_service import IsolatedServices, as_json, log_fields
from ringkeep.handlers.requests import ServicesRequest
from ringkeep.observability import count, logger
from ringkeep.settings import KeepSubscriptionsSettings
from ringkeep.usecases.events.keep_service_subscription import KeepServiceSubscription
from ringkeep.usecases.events.keep_subscriptions import KeepResult
from ringkeep.usecases.events.webhook_keys import WebhookKeyring
from ringkeep.wiring.events import SubscriptionKeeping


@dataclass(frozen=True)
class KeepSubscriptions:
    services: IsolatedServices
    subscriptions: KeepServiceSubscription
    keys: WebhookKeyring

    def __call__(self, request: ServicesRequest, deadline: float) -> JsonObject:
        def work(service: Service, connection: Connection) -> Sequence[KeepResult]:
            return [self.subscriptions.run(service, connection, deadline)]

        requested = self.services.requested(request)
        self.keys.ensure([service.name for service in self.services.services.list()])
        results = self.services.run(requested, work)
        for service in results:
            for kept in service.results:
                _report(service.service, kept)
        return as_json(results)


def keep_subscriptions(settings: KeepSubscriptionsSettings) -> KeepSubscriptions:
    wired = SubscriptionKeeping(settings)
    services = IsolatedServices(wired.accounts.services, wired.accounts.credentials)
    return KeepSubscriptions(services, wired.keep, wired.keys)


def _report(service: str, kept: KeepResult) -> None:
    count("SubscriptionsBroken", int(not kept.fully_granted))
    count("SubscriptionsMade", int(kept.action == "made"))
    moved = kept.reason is Reason.WRONG_ADDRESS  # after a rotation or an update nothing was lost
    count("SubscriptionsLost", int(kept.gap_from is not None and not moved))
    log = logger.info if kept.fully_granted else logger.error
    log("subscription checked", extra=log_fields(service, kept))
