"""Small versioned documents and leases: what use cases of every capability share."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Protocol

from ringkeep.domain.json import JsonObject


class StateStore(Protocol):
    """Small documents with a version, so that two writers cannot overwrite each other."""

    def get(self, name: str) -> tuple[JsonObject | None, int]:
        """The document and its version; (None, 0) when there is none."""
        ...

    def put(self, name: str, value: JsonObject, expected_version: int) -> int:
        """The new version. Raises Conflict when the one on file is not the expected."""
        ...


class Leases(Protocol):
    """Who may do a thing just now. A lease that is not released runs out by the clock."""

    def hold(self, name: str, seconds: float) -> AbstractContextManager[None]:
        """Raises Busy on entry when somebody else holds it."""
        ...
