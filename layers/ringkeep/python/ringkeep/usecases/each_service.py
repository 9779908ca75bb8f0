"""Runs work for each service. A failure of one service does not stop the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Literal, Protocol, TypeAlias, TypeVar

from pydantic import BaseModel

from ringkeep.domain.accounts.services import Connection, Service
from ringkeep.domain.json import JsonObject

Result = TypeVar("Result", bound=BaseModel)
ServiceWork: TypeAlias = Callable[[Service, Connection], Sequence[Result]]
"""The work for one service, which gets its credentials."""


@dataclass(frozen=True)
class ServiceResult(Generic[Result]):
    """The result of one service. `busy` means that another run works on it. `error` is the name of the
    error's class."""

    service: str
    results: tuple[Result, ...] = ()
    status: Literal["ok", "busy", "failed"] = "ok"
    error: str = ""
    detail: str = ""

    @property
    def failed(self) -> bool:
        return self.status == "failed"

    def as_json(self) -> JsonObject:
        return {
            "service": self.service,
            "status": self.status,
            "error": self.error,
            "detail": self.detail,
            "results": [result.model_dump(mode="json") for result in self.results],
        }


class EachService(Protocol):
    """Runs the work for several services at a time. An error of a service becomes its result."""

    def run(
        self, services: Sequence[Service], work: ServiceWork[Result]
    ) -> list[ServiceResult[Result]]:
        """Returns one result for each service, in the same order."""
        ...
