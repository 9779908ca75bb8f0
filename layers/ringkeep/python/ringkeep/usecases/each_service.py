"""Work that is done for each service, so that one that fails does not stop the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Literal, Protocol, TypeAlias, TypeVar

from pydantic import BaseModel

from ringkeep.domain.accounts.services import Connection, Service
from ringkeep.domain.json import JsonObject

Result = TypeVar("Result", bound=BaseModel)
ServiceWork: TypeAlias = Callable[[Service, Connection], Sequence[Result]]
"""What is done for one service, given its credentials."""


@dataclass(frozen=True)
class ServiceResult(Generic[Result]):
    """What became of one service. `busy`: another run works on it. `error` names the error's class."""

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
    """Does the work for several services at a time; a service's own errors become its result."""

    def run(
        self, services: Sequence[Service], work: ServiceWork[Result]
    ) -> list[ServiceResult[Result]]:
        """One result for each service, in their order."""
        ...
