"""One import, from its request: finds the service and its credentials, and learns from the result."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from ringkeep.domain.accounts.services import Connection
from ringkeep.domain.recordings.imports import ImportRequest
from ringkeep.usecases.accounts.ports import CredentialsSource, ServiceDirectory
from ringkeep.usecases.recordings.import_result import ImportResult
from ringkeep.usecases.recordings.readiness import learn_from
from ringkeep.usecases.state import StateStore


class Importer(Protocol):
    def run(
        self, request: ImportRequest, connection: Connection, deadline: float
    ) -> ImportResult: ...


@dataclass(frozen=True)
class RunImport:
    """`importer` makes the importer of one service, given its credentials. `observe` is given the
    result first: what is learned from it may fail to be written."""

    services: ServiceDirectory
    credentials: CredentialsSource
    importer: Callable[[str, Connection], Importer]
    states: StateStore
    observe: Callable[[ImportResult], None]

    def run(self, request: ImportRequest, deadline: float) -> ImportResult:
        """Raises ServiceNotFound, and what importer and tables raise."""
        service = self.services.get(request.service)
        connection = self.credentials.of(service)
        result = self.importer(service.name, connection).run(request, connection, deadline)
        self.observe(result)
        learn_from(self.states, result)
        return result
