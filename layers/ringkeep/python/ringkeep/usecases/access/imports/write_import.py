"""Writes the lines of a confirmed import, part by part, until all have a result or the time is over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ringkeep.domain.access.authority import NoLongerActive, RightMissing
from ringkeep.domain.access.user_files.plan import PlannedLine
from ringkeep.domain.access.user_imports import ImportJob, ImportState, LineResult
from ringkeep.errors import RingkeepError
from ringkeep.usecases.access.imports.check_import import FILE_GONE
from ringkeep.usecases.access.imports.documents import ImportDocuments
from ringkeep.usecases.access.imports.ports import ImportJobs, ResultPart
from ringkeep.usecases.access.imports.write_line import LineRequest, WriteLine
from ringkeep.usecases.access.requests import ChangeRequest
from ringkeep.usecases.clock import Clock
from ringkeep.usecases.conflicts import retry_on_conflict

PART: Final = 50
"""Lines whose results are stored together. If the worker is killed, at most so many are looked at again."""


@dataclass(frozen=True)
class _Written:
    """`failure` is what ended the part early, None if it was the time or nothing."""

    results: Sequence[LineResult]
    failure: RingkeepError | None = None


@dataclass(frozen=True)
class WriteImport:
    jobs: ImportJobs
    documents: ImportDocuments
    write_line: WriteLine
    clock: Clock

    def __call__(self, job: ImportJob, deadline: float) -> ImportJob:
        """Returns the job as it is stored afterwards. Raises StorageFailed and Conflict, after the
        results so far are stored."""
        plan = self.documents.plan(job)
        if plan is None:
            return self._failed(job, FILE_GONE)
        while job.state is ImportState.WRITING and self.clock.now() < deadline:
            lines = plan.lines[job.position : job.position + PART]
            written = self._part(job, lines, deadline)
            position, job = job.position, self._recorded(job, written, len(plan.lines))
            if isinstance(written.failure, NoLongerActive | RightMissing):
                return self._failed(job, _no_right(job))
            if written.failure is not None:
                raise written.failure
            if job.position != position + len(written.results):
                return job  # another worker goes on with it
        return job

    def _part(self, job: ImportJob, lines: Sequence[PlannedLine], deadline: float) -> _Written:
        confirmed = _line_request(job)
        results: list[LineResult] = []
        for line in lines:
            if results and self.clock.now() >= deadline:
                break
            try:
                results.append(self.write_line(line, confirmed))
            except RingkeepError as failure:
                return _Written(results, failure)
        return _Written(results)

    def _recorded(self, job: ImportJob, written: _Written, total: int) -> ImportJob:
        """Stores the results. Someone may cancel the import at the same moment; if another worker has
        stored results of the same lines, these are left out."""

        def attempt() -> ImportJob:
            stored = self.jobs.get(job.id) or job
            finished = stored.position >= total
            if stored.position != job.position or not (written.results or finished):
                return stored
            next_job = stored.recorded(written.results, total, self.clock.now())
            part = ResultPart(job.position, tuple(written.results)) if written.results else None
            self.jobs.put(next_job, part)
            return next_job

        return retry_on_conflict(attempt)

    def _failed(self, job: ImportJob, detail: str) -> ImportJob:
        if not job.state.open:
            return job
        failed = job.failed(detail, self.clock.now())
        self.jobs.put(failed)
        return failed


def _line_request(job: ImportJob) -> LineRequest:
    request = ChangeRequest(
        user_id=job.confirmed_by.user_id,
        name=job.confirmed_by.name,
        origin=job.origin,
        request_id=f"import {job.id}",
    )
    return LineRequest(job.id, request, job.invite, job.uploaded_by.user_id)


def _no_right(job: ImportJob) -> str:
    return (
        f"{job.confirmed_by.name}, who confirmed the import, may not manage users any more. The lines"
        " written before remain. Upload the file again to import the others."
    )
