"""Runs one import for a request: finds the service and its credentials, and learns from the
result."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from ringkeep.domain.accounts.services import Connection
from ringkeep.domain.recordings.imports import ImportRequest
from ringkeep.usecases.accounts.ports import CredentialsSource, ServiceDirectory
from ringkeep.usecases.recordings.import_result import ImportResult
from ringkeep.usecases.recordings.readiness import learn_from
from ringkeep.usecases.recordings.retry_soon import RetrySoon
from ringkeep.usecases.state import StateStore


class Importer(Protocol):
    def run(
        self, request: ImportRequest, connection: Connection, deadline: float
    ) -> ImportResult: ...


@dataclass(frozen=True)
class RunImport:
    """`importer` creates the importer of a service from its credentials. `observe` is called with the
    result before anything is learned from it, since writing that may fail."""

    services: ServiceDirectory
    credentials: CredentialsSource
    importer: Callable[[str, Connection], Importer]
    states: StateStore
    observe: Callable[[ImportResult], None]
    retry_soon: RetrySoon

    def run(self, request: ImportRequest, deadline: float) -> ImportResult:
        """Raises ServiceNotFound and what the importer and the tables raise."""
        service = self.services.get(request.service)
        connection = self.credentials.of(service)
        result = self.importer(service.name, connection).run(request, connection, deadline)
        self.observe(result)
        speed = self.retry_soon.delays.speed
        delay = learn_from(self.states, result, request.tries, speed)
        return result if delay is None else self.retry_soon.after(request, result, delay)
