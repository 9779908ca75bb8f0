"""Keeps the time zone that RingCentral reports for the account of a service."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from ringkeep.domain.accounts.services import Service
from ringkeep.domain.accounts.time_zones import is_time_zone
from ringkeep.errors import Conflict, ServiceNotFound
from ringkeep.usecases.accounts.ports import ServiceDirectory

_UTC: Final = "UTC"


@dataclass(frozen=True)
class KeepTimeZone:
    services: ServiceDirectory

    def __call__(self, service: Service, reported: str) -> None:
        """Writes only what differs; without a time zone it is UTC. A name that this machine does not know is
        not stored: the one before stays. If someone changes the service at this moment, the next run stores
        it."""
        present = service.reported_time_zone or _UTC
        if reported in ("", present) or not is_time_zone(reported):
            return
        with suppress(Conflict, ServiceNotFound):
            self.services.put(service.model_copy(update={"reported_time_zone": reported}))
