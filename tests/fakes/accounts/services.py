"""An in-memory directory of services."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ringkeep.domain.accounts.services import Service
from ringkeep.errors import Conflict, RingkeepError, ServiceNotFound


@dataclass
class MemoryServiceDirectory:
    """`failure` is raised by the next write."""

    services: dict[str, Service] = field(default_factory=dict)
    failure: RingkeepError | None = None

    def list(self) -> Sequence[Service]:
        return [self.services[name] for name in sorted(self.services)]

    def get(self, name: str) -> Service:
        if name not in self.services:
            raise ServiceNotFound(f"there is no service {name!r}")
        return self.services[name]

    def put(self, service: Service) -> Service:
        if self.failure is not None:
            raise self.failure
        stored = self.services.get(service.name)
        if (stored.version if stored else 0) != service.version:
            raise Conflict("another process changed the service")
        written = service.model_copy(update={"version": service.version + 1})
        self.services[service.name] = written
        return written

    def delete(self, name: str) -> None:
        self.services.pop(name, None)
