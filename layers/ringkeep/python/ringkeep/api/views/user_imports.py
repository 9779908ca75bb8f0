"""Imports of users as the API shows them."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from ringkeep.api.models import FieldProblem
from ringkeep.api.views.common import USER_ID, example, moment
from ringkeep.domain.access.user_files.preview import UserChange
from ringkeep.domain.access.user_files.problems import LineProblem
from ringkeep.domain.access.user_imports import ImportJob, ImportState, LineOutcome, LineResult
from ringkeep.domain.json import JsonObject
from ringkeep.domain.model import Model
from ringkeep.usecases.access.imports.documents import ShownPreview
from ringkeep.usecases.access.imports.manage_imports import ImportPage, ResultPage

IMPORT_ID: Final = "1795680000000-5f1c0a9b7d3e2f48"
_PREVIEW: Final[JsonObject] = {
    "added": 1,
    "changed": 0,
    "unchanged": 41,
    "not_mentioned": 3,
    "items": [
        {
            "line": 2,
            "email": "ann.lee@example.com",
            "name": "Ann Lee",
            "user_id": "",
            "changes": [{"field": "team", "before": "", "after": "North"}],
        }
    ],
}
JOB: Final[JsonObject] = {
    "id": IMPORT_ID,
    "state": "ready",
    "file_name": "users.csv",
    "by": "Ada Root",
    "at": "2026-11-26T08:00:00Z",
    "confirmed_by": None,
    "confirmed_at": None,
    "finished_at": None,
    "invite": False,
    "lines": 42,
    "problem_count": 0,
    "problems": [],
    "preview": _PREVIEW,
    "position": 0,
    "written": 0,
    "refused": 0,
    "detail": "",
    "results": None,
}
RESULT: Final[JsonObject] = {
    "line": 3,
    "email": "ben.orr@example.com",
    "result": "refused",
    "user_id": USER_ID,
    "errors": [
        {
            "code": "extension_taken",
            "field": "extension_id",
            "detail": "A user has this extension on every day. End that assignment first, or choose days"
            " outside it.",
        }
    ],
}


class LineProblemView(Model):
    """`line` counts from 1, with the header as line 1; 0 is the whole file. `column` is empty for the
    whole line."""

    line: int
    column: str
    code: str
    message: str


class FieldChangeView(Model):
    """`before` and `after` are as a file writes them."""

    field: str
    before: str
    after: str


class UserChangeView(Model):
    """`user_id` is empty for a user who does not exist yet."""

    line: int
    email: str
    name: str
    user_id: str
    changes: tuple[FieldChangeView, ...]


class PreviewView(Model):
    """What the file would change. `items` has the first 200 of the users who are added or changed.
    `not_mentioned` users stay as they are."""

    added: int
    changed: int
    unchanged: int
    not_mentioned: int
    items: tuple[UserChangeView, ...]


class ImportJobView(Model):
    """`by` uploaded the file. `preview` is null before the check. `problems` has the first 1,000 of
    `problem_count`. `position` of `lines` have a result; `written` of them were added or changed.
    `results` is the path of the results, null while there are none. `detail` says why an import has
    failed."""

    model_config = example(JOB)

    id: str
    state: ImportState
    file_name: str
    by: str
    at: datetime
    confirmed_by: str | None = None
    confirmed_at: datetime | None = None
    finished_at: datetime | None = None
    invite: bool
    lines: int
    problem_count: int
    problems: tuple[LineProblemView, ...]
    preview: PreviewView | None = None
    position: int
    written: int
    refused: int
    detail: str
    results: str | None = None


class ImportJobs(Model):
    """Without their problems and the users of their previews: an import has these itself."""

    model_config = example({"items": [JOB], "next": None})

    items: tuple[ImportJobView, ...]
    next: str | None = None


class LineResultView(Model):
    """`user_id` is empty if no user was written."""

    model_config = example(RESULT)

    line: int
    email: str
    result: LineOutcome
    user_id: str
    errors: tuple[FieldProblem, ...]


class LineResults(Model):
    """In the order in which the lines were written: managers before their people. With `result`, a page
    may be empty although `next` is set."""

    model_config = example({"items": [RESULT], "next": None})

    items: tuple[LineResultView, ...]
    next: str | None = None


def job_view(job: ImportJob, shown: ShownPreview) -> ImportJobView:
    return ImportJobView(
        id=job.id,
        state=job.state,
        file_name=job.file_name,
        by=job.uploaded_by.name,
        at=moment(job.uploaded_at),
        confirmed_by=job.confirmed_by.name or None,
        confirmed_at=_moment(job.confirmed_at),
        finished_at=_moment(job.finished_at),
        invite=job.invite,
        lines=job.lines,
        problem_count=job.problems,
        problems=tuple(map(_problem, shown.problems)),
        preview=_preview(job, shown) if job.documents else None,
        position=job.position,
        written=job.written,
        refused=job.refused,
        detail=job.detail,
        results=f"/v1/users/import/{job.id}/results" if job.position else None,
    )


def jobs_view(page: ImportPage) -> ImportJobs:
    nothing = ShownPreview()
    items = tuple(job_view(each, nothing) for each in page.jobs)
    return ImportJobs(items=items, next=page.next or None)


def results_view(page: ResultPage) -> LineResults:
    return LineResults(items=tuple(map(_result, page.results)), next=page.next or None)


def _preview(job: ImportJob, shown: ShownPreview) -> PreviewView:
    return PreviewView(
        added=job.added,
        changed=job.changed,
        unchanged=job.unchanged,
        not_mentioned=job.not_mentioned,
        items=tuple(map(_change, shown.changes)),
    )


def _problem(problem: LineProblem) -> LineProblemView:
    return LineProblemView(
        line=problem.line, column=problem.column, code=problem.code, message=problem.sentence
    )


def _change(change: UserChange) -> UserChangeView:
    return UserChangeView.model_validate(change.model_dump())


def _result(result: LineResult) -> LineResultView:
    return LineResultView.model_validate(result.model_dump())


def _moment(at: float | None) -> datetime | None:
    return None if at is None else moment(at)
