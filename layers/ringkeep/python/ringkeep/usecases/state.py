"""The ports that use cases of every capability share: versioned documents and leases."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Protocol

from ringkeep.domain.json import JsonObject


class StateStore(Protocol):
    """Small documents with a version, so that two writers do not overwrite each other."""

    def get(self, name: str) -> tuple[JsonObject | None, int]:
        """Returns the document and its version, or (None, 0) if it does not exist."""
        ...

    def put(self, name: str, value: JsonObject, expected_version: int) -> int:
        """Writes the document and returns its new version. Raises Conflict if the stored version is
        not the expected one."""
        ...


class Leases(Protocol):
    """Leases, each held by one process at a time. A lease that is not released expires."""

    def hold(self, name: str, seconds: float) -> AbstractContextManager[None]:
        """Holds the lease while the context is open. Raises Busy on entry if another process holds
        it."""
        ...

    def is_held(self, name: str) -> bool:
        """Whether a process holds the lease now. It may be another answer a moment later."""
        ...
