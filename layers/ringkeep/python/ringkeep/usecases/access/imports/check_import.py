"""Checks an uploaded file, and shows what it would change. Nothing is written to the users."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from ringkeep.domain.access.user_files.known import Known
from ringkeep.domain.access.user_files.plan import ImportPlan, plan_of
from ringkeep.domain.access.user_files.preview import Preview, preview_of, refused_preview
from ringkeep.domain.access.user_files.problems import FileRefused
from ringkeep.domain.access.user_files.reading import UserFile, read_users
from ringkeep.domain.access.user_files.targets import targets_of
from ringkeep.domain.access.user_imports import ImportJob
from ringkeep.usecases.access.imports.documents import ImportDocuments
from ringkeep.usecases.access.imports.ports import ImportJobs
from ringkeep.usecases.access.known_people import ReadKnownPeople
from ringkeep.usecases.clock import Clock

FILE_GONE: Final = "The uploaded file is kept for 30 days and no longer exists. Upload it again."


@dataclass(frozen=True)
class CheckImport:
    """`new_name` returns a random name for the documents of a check."""

    jobs: ImportJobs
    documents: ImportDocuments
    known_people: ReadKnownPeople
    clock: Clock
    new_name: Callable[[], str]

    def __call__(self, job: ImportJob) -> ImportJob:
        """Returns the job with the result. Raises Conflict if another worker was faster, or if someone
        cancelled it."""
        content = self.documents.file(job.id)
        now = self.clock.now()
        after = self._checked(job, content) if content is not None else job.failed(FILE_GONE, now)
        self.jobs.put(after)
        return after

    def _checked(self, job: ImportJob, content: bytes) -> ImportJob:
        now, name = self.clock.now(), self.new_name()
        try:
            file = read_users(content)
        except FileRefused as refused:
            preview, lines, plan = refused_preview(refused.problem), 0, ImportPlan(lines=())
        else:
            preview, plan = self._compared(file)
            lines = file.count
        self.documents.put_check(job.id, name, preview, plan)
        return job.checked(preview, lines, name, now)

    def _compared(self, file: UserFile) -> tuple[Preview, ImportPlan]:
        known = self.known_people(with_extensions=any(each.names_extension for each in file.lines))
        preview = preview_of(file, known)
        plan = ImportPlan(lines=()) if preview.problems else _plan(file, preview, known)
        return preview, plan


def _plan(file: UserFile, preview: Preview, known: Known) -> ImportPlan:
    targets, _ = targets_of(file.lines, known)
    return plan_of(targets, preview, known)
