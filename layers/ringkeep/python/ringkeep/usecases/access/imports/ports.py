"""The ports of imports. Adapters and fakes pass the same contract tests."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol

from ringkeep.domain.access.audit import AuditEntry
from ringkeep.domain.access.user_imports import ImportJob, LineResult


class ResultPart(NamedTuple):
    """The results of consecutive lines of the plan. `start` is the place of the first one."""

    start: int
    results: tuple[LineResult, ...]


class ImportJobs(Protocol):
    """The imports and the results of their lines. Reads are consistent."""

    def get(self, import_id: str) -> ImportJob | None: ...

    def newest(self, before: str, limit: int) -> Sequence[ImportJob]:
        """Returns up to `limit` imports, the newest first; with `before`, an id, only older ones."""
        ...

    def open(self) -> Sequence[ImportJob]:
        """Returns the imports for which a worker has something to do, the oldest first."""
        ...

    def put(
        self, job: ImportJob, part: ResultPart | None = None, audit: AuditEntry | None = None
    ) -> None:
        """Writes a job together with results and an audit entry. Raises Conflict unless the stored job
        has the version before this one; version 1 must be new."""
        ...

    def results(self, import_id: str, start: int) -> Iterator[ResultPart]:
        """Yields the parts from the one on that begins at a place, and reads each page only when it is
        needed."""
        ...


class ImportFiles(Protocol):
    """The uploaded files, and the documents of their check. They are deleted after 30 days."""

    def put(self, import_id: str, name: str, content: bytes) -> None: ...

    def get(self, import_id: str, name: str) -> bytes | None:
        """Returns None if there is no such document, or no longer."""
        ...
