"""Runs a function's work for each service. The failure of one does not stop the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from pydantic import BaseModel

from ringkeep.domain.accounts.services import Service
from ringkeep.domain.json import JsonObject
from ringkeep.errors import Busy, LoginFailed, RateLimited, RingkeepError
from ringkeep.handlers.requests import ServicesRequest
from ringkeep.observability import count, log_failure
from ringkeep.threads import SERVICES_AT_ONCE
from ringkeep.usecases.accounts.ports import ServiceDirectory
from ringkeep.usecases.accounts.service_credentials import ServiceCredentials
from ringkeep.usecases.each_service import Result, ServiceResult, ServiceWork


@dataclass(frozen=True)
class IsolatedRows:
    """Works on the services' rows, without their credentials. Logs and counts the failure of a
    service. Bugs are not caught."""

    services: ServiceDirectory

    def requested(self, request: ServicesRequest) -> Sequence[Service]:
        """Raises ServiceNotFound."""
        if request.service:
            return [self.services.get(request.service)]
        return self.services.list()

    def run_rows(
        self, services: Sequence[Service], work: Callable[[Service], Sequence[Result]]
    ) -> list[ServiceResult[Result]]:
        with ThreadPoolExecutor(SERVICES_AT_ONCE) as pool:
            return list(pool.map(lambda service: self._isolated(service, work), services))

    def _isolated(
        self, service: Service, work: Callable[[Service], Sequence[Result]]
    ) -> ServiceResult[Result]:
        try:
            results = work(service)
        except Busy:
            return ServiceResult(service.name, status="busy")
        except RingkeepError as error:
            self._report(service, error)
            name = type(error).__name__
            return ServiceResult(service.name, status="failed", error=name, detail=str(error))
        return ServiceResult(service.name, tuple(results))

    def _report(self, service: Service, error: RingkeepError) -> None:
        count("RateLimited" if isinstance(error, RateLimited) else "ServiceFailed")
        log_failure("a service failed", error, ringcentral_service=service.name)


@dataclass(frozen=True)
class IsolatedServices(IsolatedRows):
    """The EachService port: gives the work the credentials of each service."""

    credentials: ServiceCredentials

    def run(
        self, services: Sequence[Service], work: ServiceWork[Result]
    ) -> list[ServiceResult[Result]]:
        return self.run_rows(services, lambda service: work(service, self.credentials.of(service)))

    def _report(self, service: Service, error: RingkeepError) -> None:
        if isinstance(error, LoginFailed):
            self.credentials.forget(service)
        super()._report(service, error)


def as_json(results: Sequence[ServiceResult[Result]]) -> JsonObject:
    return {"services": [result.as_json() for result in results]}


def log_fields(service: str, result: BaseModel) -> dict[str, object]:
    """Returns a service's result as fields of a log line."""
    return {"ringcentral_service": service, **result.model_dump()}
