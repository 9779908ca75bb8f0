"""Runs the work for each service sequentially, in the calling thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ringkeep.domain.accounts.services import Connection, Service
from ringkeep.errors import RingkeepError
from ringkeep.usecases.each_service import Result, ServiceResult, ServiceWork


@dataclass(frozen=True)
class SequentialServices:
    connection: Connection

    def run(
        self, services: Sequence[Service], work: ServiceWork[Result]
    ) -> list[ServiceResult[Result]]:
        return [self._isolated(service, work) for service in services]

    def _isolated(self, service: Service, work: ServiceWork[Result]) -> ServiceResult[Result]:
        try:
            return ServiceResult(service.name, tuple(work(service, self.connection)))
        except RingkeepError as error:
            return ServiceResult(service.name, status="failed", error=type(error).__name__)
