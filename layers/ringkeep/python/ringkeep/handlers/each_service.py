"""A function's work for each service: one that fails does not stop the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from pydantic import BaseModel

from ringkeep.domain.accounts.services import Connection, Service
from ringkeep.domain.json import JsonObject
from ringkeep.errors import Busy, LoginFailed, RateLimited, RingkeepError
from ringkeep.handlers.requests import ServicesRequest
from ringkeep.observability import count, log_failure
from ringkeep.wiring.base import Composition

_SERVICES_AT_ONCE = 32


class ServiceOutcome(BaseModel):
    """What became of one service."""

    service: str
    status: str = "ok"
    error: str = ""
    detail: str = ""
    results: tuple[BaseModel, ...] = ()


Work = Callable[[Service, Connection], Sequence[BaseModel]]


class ServiceRuns:
    """What the applications share: services, their credentials, and isolation between them."""

    def __init__(self, parts: Composition) -> None:
        self._parts = parts

    def _services(self, request: ServicesRequest) -> Sequence[Service]:
        if request.service:
            return [self._parts.services.get(request.service)]
        return self._parts.services.list()

    def _connection(self, service: Service) -> Connection:
        """The credentials, read anew where a kept copy is of another server than the service's."""
        connection = self._parts.secrets.read(service.secret_arn)
        if connection.server_url == service.server_url:
            return connection
        self._parts.secrets.forget(service.secret_arn)
        return self._parts.secrets.read(service.secret_arn)

    def _for_each(self, services: Sequence[Service], work: Work) -> list[ServiceOutcome]:
        with ThreadPoolExecutor(_SERVICES_AT_ONCE) as pool:
            return list(pool.map(lambda service: self._isolated(service, work), services))

    def _isolated(self, service: Service, work: Work) -> ServiceOutcome:
        """A service's own trouble is logged, counted and told; a bug is not caught here."""
        try:
            connection = self._connection(service)
            return ServiceOutcome(service=service.name, results=tuple(work(service, connection)))
        except Busy:
            return ServiceOutcome(service=service.name, status="busy")
        except RingkeepError as problem:
            return self._failed(service, problem)

    def _failed(self, service: Service, problem: RingkeepError) -> ServiceOutcome:
        if isinstance(problem, LoginFailed):
            self._parts.secrets.forget(service.secret_arn)
        count("RateLimited" if isinstance(problem, RateLimited) else "ServiceFailed")
        log_failure("a service failed", problem, ringcentral_service=service.name)
        return ServiceOutcome(
            service=service.name,
            status="failed",
            error=type(problem).__name__,
            detail=str(problem),
        )


def as_json(outcomes: Sequence[ServiceOutcome]) -> JsonObject:
    return {
        "services": [outcome.model_dump(mode="json", serialize_as_any=True) for outcome in outcomes]
    }
