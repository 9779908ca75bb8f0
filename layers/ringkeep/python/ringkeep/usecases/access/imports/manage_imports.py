"""Uploads a file of users, confirms or cancels its import, and reads how far it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import ClassVar, Final, NamedTuple

from ringkeep.domain.access.audit import AuditEntry, ObjectRef, entry_id
from ringkeep.domain.access.plain_text import without_controls
from ringkeep.domain.access.refusals import Refusal
from ringkeep.domain.access.user_files.encoding import MAX_BYTES
from ringkeep.domain.access.user_imports import (
    MOST_OPEN,
    ImportJob,
    ImportPerson,
    ImportUnknown,
    LineOutcome,
    LineResult,
    TooManyImports,
)
from ringkeep.domain.access.user_records import CursorInvalid
from ringkeep.usecases.access.changes import Changes
from ringkeep.usecases.access.imports.documents import ImportDocuments, ShownPreview
from ringkeep.usecases.access.imports.ports import ImportJobs
from ringkeep.usecases.access.requests import ChangeRequest, CurrentActor, current_actor
from ringkeep.usecases.conflicts import retry_on_conflict

MOST_RESULTS: Final = 100
_MOST_PARTS: Final = 60
"""Parts that one page of results reads at most, when it looks for lines with a certain result."""


class FileTooLarge(Refusal):
    code: ClassVar[str] = "too_large"
    field: ClassVar[str] = ""

    def __init__(self) -> None:
        super().__init__(
            f"The file is larger than {MAX_BYTES // 1_000_000} MB. Split it, and import the parts one"
            " after the other."
        )


class ImportPage(NamedTuple):
    """`next` is the cursor of the following page, empty on the last one."""

    jobs: Sequence[ImportJob]
    next: str = ""


class ResultPage(NamedTuple):
    """`next` is the cursor of the following page, empty on the last one. A page may be empty although
    others follow."""

    results: Sequence[LineResult]
    next: str = ""


@dataclass(frozen=True)
class ManageImports:
    changes: Changes
    jobs: ImportJobs
    documents: ImportDocuments

    def upload(
        self, content: bytes, file_name: str, request: ChangeRequest, *, invite: bool = False
    ) -> ImportJob:
        """Stores the file, and then the job that checks it. Raises FileTooLarge, TooManyImports
        and NoLongerActive."""
        if len(content) > MAX_BYTES:
            raise FileTooLarge
        if len(self.jobs.open()) >= MOST_OPEN:
            raise TooManyImports
        now, actor = self.changes.clock.now(), self._actor(request)
        job = ImportJob(
            id=entry_id(now, self.changes.random_bytes(8)),
            file_name=_last_part(file_name),
            uploaded_by=_person(actor),
            uploaded_at=now,
            invite=invite,
        )
        self.documents.put_file(job.id, content)
        self.jobs.put(job)
        return job

    def confirm(self, import_id: str, request: ChangeRequest) -> ImportJob:
        """The lines are written in the name of this person. Raises ImportUnknown, ImportNotPossible and
        NoLongerActive."""
        now, person = self.changes.clock.now(), _person(self._actor(request))
        return self._changed(
            import_id,
            request,
            "users.import",
            lambda job: job.confirmed(person, request.origin, now),
        )

    def cancel(self, import_id: str, request: ChangeRequest) -> ImportJob:
        """Lines that are written already stay written. Raises ImportUnknown and ImportNotPossible."""
        now = self.changes.clock.now()
        return self._changed(
            import_id, request, "users.cancel_import", lambda job: job.cancelled(now)
        )

    def get(self, import_id: str) -> ImportJob:
        """Raises ImportUnknown."""
        job = self.jobs.get(import_id)
        if job is None:
            raise ImportUnknown
        return job

    def preview(self, job: ImportJob) -> ShownPreview:
        return self.documents.preview(job)

    def newest(self, cursor: str = "", limit: int = 50) -> ImportPage:
        """The cursor is the id of the last import of the page before."""
        found = self.jobs.newest(cursor, limit + 1)
        page = found[:limit]
        return ImportPage(page, page[-1].id if len(found) > limit else "")

    def results(
        self, import_id: str, cursor: str = "", only: LineOutcome | None = None
    ) -> ResultPage:
        """Returns results in the order of writing. Raises ImportUnknown and CursorInvalid."""
        self.get(import_id)
        found: list[LineResult] = []
        start = _place(cursor)
        for part in islice(self.jobs.results(import_id, start), _MOST_PARTS):
            wanted = [each for each in part.results if only in {None, each.result}]
            if len(found) + len(wanted) > MOST_RESULTS:
                return ResultPage(found, str(part.start))
            found += wanted
            start = part.start + len(part.results)
        more = next(self.jobs.results(import_id, start), None)
        return ResultPage(found, str(start) if more else "")

    def _changed(
        self,
        import_id: str,
        request: ChangeRequest,
        action: str,
        change: Callable[[ImportJob], ImportJob],
    ) -> ImportJob:
        def attempt() -> ImportJob:
            before = self.get(import_id)
            after = change(before)
            if after != before:
                self.jobs.put(after, audit=self._entry(request, action, before, after))
            return after

        return retry_on_conflict(attempt)

    def _entry(
        self, request: ChangeRequest, action: str, before: ImportJob, after: ImportJob
    ) -> AuditEntry:
        object_ = ObjectRef(kind="user_import", id=after.id)
        states = _audited(before), _audited(after)
        return self.changes.entry(request, self._actor(request), action, object_, *states)

    def _actor(self, request: ChangeRequest) -> CurrentActor:
        store = self.changes.store
        return current_actor(request, store, store.profiles())


def _audited(job: ImportJob) -> dict[str, object]:
    return {
        "state": job.state.value,
        "file_name": job.file_name,
        "added": job.added,
        "changed": job.changed,
    }


def _person(actor: CurrentActor) -> ImportPerson:
    return ImportPerson(user_id=actor.audited.id, name=actor.audited.name)


def _last_part(file_name: str) -> str:
    """Returns the name without folders, as some browsers send them, and without characters that show it as
    another one."""
    return without_controls(re.split(r"[/\\]", file_name)[-1])


def _place(cursor: str) -> int:
    if not cursor:
        return 0
    if not re.fullmatch(r"[0-9]{1,6}", cursor):
        raise CursorInvalid
    return int(cursor)
