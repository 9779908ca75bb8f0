"""The present day of each service, in its time zone.

    today = ServiceDays(services, clock)
    today("main")

A service that does not exist, or whose time zone is not known, has the day of UTC. A process reads a service
again after a minute.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, tzinfo
from typing import Final

from ringkeep.domain.access.periods import local_day
from ringkeep.domain.accounts.time_zones import zone_of
from ringkeep.errors import ServiceNotFound
from ringkeep.usecases.accounts.ports import ServiceDirectory
from ringkeep.usecases.clock import Clock

_KEPT_SECONDS: Final = 60.0


@dataclass(frozen=True)
class ServiceDays:
    services: ServiceDirectory
    clock: Clock
    _zones: dict[str, tuple[float, tzinfo]] = field(default_factory=dict)

    def __call__(self, service: str) -> date:
        now = self.clock.now()
        return local_day(now, self._zone(service, now))

    def _zone(self, service: str, now: float) -> tzinfo:
        kept = self._zones.get(service)
        if kept is None or now - kept[0] > _KEPT_SECONDS:
            kept = (now, self._read(service))
            self._zones[service] = kept
        return kept[1]

    def _read(self, service: str) -> tzinfo:
        try:
            return zone_of(self.services.get(service))
        except ServiceNotFound:
            return UTC
