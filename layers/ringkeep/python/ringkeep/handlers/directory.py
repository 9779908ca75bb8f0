"""The function that updates the directory with the extensions of every service."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ringkeep.domain.accounts.services import Connection, Service
from ringkeep.domain.json import JsonObject
from ringkeep.handlers.each_service import IsolatedServices, as_json, log_fields
from ringkeep.handlers.requests import ServicesRequest
from ringkeep.observability import count, logger
from ringkeep.settings import SyncExtensionsSettings
from ringkeep.wiring.directory import ExtensionSyncing

if TYPE_CHECKING:
    from ringkeep.usecases.directory.sync_extensions import SyncResult
    from ringkeep.usecases.directory.sync_service import SyncService


@dataclass(frozen=True)
class SyncExtensions:
    services: IsolatedServices
    sync: SyncService

    def __call__(self, request: ServicesRequest, deadline: float) -> JsonObject:
        def work(service: Service, connection: Connection) -> Sequence[SyncResult]:
            return [self.sync.run(service, connection, deadline)]

        results = self.services.run(self.services.requested(request), work)
        for service in results:
            for result in service.results:
                logger.info("extensions compared", extra=log_fields(service.service, result))
                if result.endless:
                    count("ListsWithoutEnd")
                    extra = log_fields(service.service, result)
                    logger.warning("the list of extensions does not end", extra=extra)
        return as_json(results)


def sync_extensions(settings: SyncExtensionsSettings) -> SyncExtensions:
    wired = ExtensionSyncing(settings)
    services = IsolatedServices(wired.accounts.services, wired.accounts.credentials)
    return SyncExtensions(services, wired.sync)
