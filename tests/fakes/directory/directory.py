"""The directory table in memory; the extensions count their writes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ringkeep.domain.accounts.services import Service
from ringkeep.domain.directory.extensions import ExtensionRow
from ringkeep.domain.json import JsonObject
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

    def put(self, service: Service) -> None:
        if self.failure is not None:
            raise self.failure
        self.services[service.name] = service

    def delete(self, name: str) -> None:
        self.services.pop(name, None)


class MemoryExtensionDirectory:
    """`writes` counts rows written; with `dies_after` so many of them, the next one fails."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, str], dict[str, ExtensionRow]] = {}
        self.writes = 0
        self.dies_after: int | None = None
        self.failure: RingkeepError = Conflict("died half-way")

    def rows(self, service: str, account_id: str) -> Mapping[str, ExtensionRow]:
        return dict(self._rows.get((service, account_id), {}))

    def write(self, service: str, account_id: str, rows: Sequence[ExtensionRow]) -> None:
        known = self._rows.setdefault((service, account_id), {})
        for row in rows:
            if self.dies_after is not None and self.writes >= self.dies_after:
                raise self.failure
            known[row.extension.id] = row
            self.writes += 1


class MemoryStateStore:
    """Documents go through JSON, as they do in the table. `writes` counts them."""

    def __init__(self) -> None:
        self._documents: dict[str, tuple[str, int]] = {}
        self.writes = 0

    def get(self, name: str) -> tuple[JsonObject | None, int]:
        if name not in self._documents:
            return None, 0
        text, version = self._documents[name]
        return json.loads(text), version

    def put(self, name: str, value: JsonObject, expected_version: int) -> int:
        if self._documents.get(name, ("", 0))[1] != expected_version:
            raise Conflict(f"the document {name} was changed by somebody else meanwhile")
        self._documents[name] = (json.dumps(value), expected_version + 1)
        self.writes += 1
        return expected_version + 1
