"""In-memory imports of users: jobs with their results, and files."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence

from ringkeep.domain.access.audit import AuditEntry
from ringkeep.domain.access.user_imports import ImportJob
from ringkeep.errors import Conflict
from ringkeep.usecases.access.imports.ports import ResultPart


class MemoryImportJobs:
    """`audit` has the audit entries in order, `puts` counts the writes."""

    def __init__(self) -> None:
        self.jobs: dict[str, ImportJob] = {}
        self.parts: dict[str, dict[int, ResultPart]] = {}
        self.audit: list[AuditEntry] = []
        self.puts = 0
        self._lock = threading.Lock()

    def get(self, import_id: str) -> ImportJob | None:
        return self.jobs.get(import_id)

    def newest(self, before: str, limit: int) -> Sequence[ImportJob]:
        ids = sorted((each for each in self.jobs if not before or each < before), reverse=True)
        return [self.jobs[each] for each in ids[:limit]]

    def open(self) -> Sequence[ImportJob]:
        return [job for _, job in sorted(self.jobs.items()) if job.state.open]

    def put(
        self, job: ImportJob, part: ResultPart | None = None, audit: AuditEntry | None = None
    ) -> None:
        with self._lock:
            stored = self.jobs.get(job.id)
            if (stored.version if stored else 0) != job.version - 1:
                raise Conflict("another process changed the import at the same time")
            self.jobs[job.id] = job
            self.puts += 1
            if part:
                self.parts.setdefault(job.id, {})[part.start] = part
            if audit:
                self.audit.append(audit)

    def results(self, import_id: str, start: int) -> Iterator[ResultPart]:
        parts = self.parts.get(import_id, {})
        return iter([part for place, part in sorted(parts.items()) if place >= start])


class MemoryImportFiles:
    def __init__(self) -> None:
        self.contents: dict[tuple[str, str], bytes] = {}

    def put(self, import_id: str, name: str, content: bytes) -> None:
        self.contents[import_id, name] = content

    def get(self, import_id: str, name: str) -> bytes | None:
        return self.contents.get((import_id, name))
