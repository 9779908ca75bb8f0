"""The routes that import users from a CSV file, and export them."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from typing import Annotated, Final, Protocol, cast
from urllib.parse import urlencode

from aws_lambda_powertools.event_handler import Depends, Response
from aws_lambda_powertools.event_handler.openapi.params import Query
from aws_lambda_powertools.event_handler.openapi.types import OpenAPIResponse
from aws_lambda_powertools.event_handler.request import Request
from pydantic import BaseModel

from ringkeep.api import problems
from ringkeep.api.dependencies import PrincipalDependencies, may, provided
from ringkeep.api.description import PERSONAL, SIGNED_IN, documented_responses
from ringkeep.api.models import Problem
from ringkeep.api.origins import Changing
from ringkeep.api.responses import json_response
from ringkeep.api.routes import new_router
from ringkeep.api.uploads import CSV, uploaded
from ringkeep.api.views.common import Cursor, EntityId, Limit
from ringkeep.api.views.user_imports import (
    ImportJobs,
    ImportJobView,
    LineResults,
    job_view,
    jobs_view,
    results_view,
)
from ringkeep.domain.access.rights import Right
from ringkeep.domain.access.user_imports import LineOutcome
from ringkeep.domain.access.user_principal import UserPrincipal
from ringkeep.errors import RingkeepError
from ringkeep.observability import log_failure
from ringkeep.usecases.access.export_users import ExportPage, ExportUsers
from ringkeep.usecases.access.imports.manage_imports import ManageImports
from ringkeep.usecases.access.imports.ports import JobStarter

router = new_router()
_PATH: Final = "/v1/users/import"
_EXPORT: Final = "/v1/users/export"
_MEANINGS: Final = {
    HTTPStatus.NOT_FOUND: "there is no such import",
    HTTPStatus.CONFLICT: "the state of the import does not allow it, or too many are open",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "the file has more than 4,000,000 bytes",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "the body is not the file itself",
}

Manager = Annotated[UserPrincipal, may(Right.MANAGE_USERS)]
Exporter = Annotated[UserPrincipal, may(Right.EXPORT)]
FileName = Annotated[str, Query(max_length=200, description="the name of the file, for the list")]
Invite = Annotated[bool, Query(description="invite the users whom the file adds")]
Outcome = Annotated[LineOutcome | None, Query(description="only lines with this result")]


class UserImportsDependencies(PrincipalDependencies, Protocol):
    @property
    def user_imports(self) -> ManageImports: ...

    @property
    def export_users(self) -> ExportUsers: ...

    @property
    def work(self) -> JobStarter: ...


def _dependencies(request: Request) -> UserImportsDependencies:
    return cast(UserImportsDependencies, provided(request))


Imports = Annotated[UserImportsDependencies, Depends(_dependencies)]
Uploaded = Annotated[bytes, Depends(uploaded)]


def _responses(
    model: type[BaseModel],
    description: str,
    refusals: Iterable[HTTPStatus],
    status: HTTPStatus = HTTPStatus.OK,
) -> dict[int, OpenAPIResponse]:
    responses = documented_responses(model, description, PERSONAL, status)
    for refusal in refusals:
        content = {problems.CONTENT_TYPE: {"model": Problem}}
        responses[refusal.value] = {"description": _MEANINGS[refusal], "content": content}
    return responses


_JOB_RESPONSES: Final = _responses(
    ImportJobView, "the import", [HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT]
)


@router.post(
    _PATH,
    summary="Upload a CSV file of users",
    description="The file is checked; nothing is changed before the import is confirmed. UTF-8 with or"
    " without a byte order mark, UTF-16 and Windows-1252 are read, with commas, semicolons or tabs. At most"
    " 4,000,000 bytes and 10,000 lines. Sent as `application/octet-stream`, no byte can be lost on the way.",
    operation_id="importUsers",
    responses=_responses(
        ImportJobView,
        "the import, which is being checked",
        [
            HTTPStatus.CONFLICT,
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        ],
        HTTPStatus.ACCEPTED,
    ),
    security=SIGNED_IN,
)
def upload(
    person: Manager,
    changing: Changing,
    content: Uploaded,
    dependencies: Imports,
    file_name: FileName = "",
    invite: Invite = False,
) -> Response[str]:
    imports = dependencies.user_imports
    job = imports.upload(content, file_name, changing, invite=invite)
    _start(dependencies.work)
    return json_response(job_view(job, imports.preview(job)), HTTPStatus.ACCEPTED)


@router.get(
    _PATH,
    summary="The imports of users, the newest first",
    operation_id="listUserImports",
    responses=_responses(ImportJobs, "a page of imports", []),
    security=SIGNED_IN,
)
def listed(
    person: Manager,
    dependencies: Imports,
    cursor: Cursor = "",
    limit: Limit = 50,
) -> Response[str]:
    return json_response(jobs_view(dependencies.user_imports.newest(cursor, limit)))


@router.get(
    f"{_PATH}/<import_id>",
    summary="An import of users: its problems, its preview, how far it is",
    operation_id="getUserImport",
    responses=_JOB_RESPONSES,
    security=SIGNED_IN,
    compress=True,
)
def read(
    person: Manager,
    dependencies: Imports,
    import_id: EntityId,
) -> Response[str]:
    imports = dependencies.user_imports
    job = imports.get(import_id)
    return json_response(job_view(job, imports.preview(job)))


@router.post(
    f"{_PATH}/<import_id>/confirm",
    summary="Write what the preview of an import shows",
    description="Every line is written in the name of the person who confirms, with the rights that they"
    " have then. Confirming twice writes nothing twice.",
    operation_id="confirmUserImport",
    responses=_JOB_RESPONSES,
    security=SIGNED_IN,
)
def confirm(
    person: Manager,
    changing: Changing,
    dependencies: Imports,
    import_id: EntityId,
) -> Response[str]:
    imports = dependencies.user_imports
    job = imports.confirm(import_id, changing)
    _start(dependencies.work)
    return json_response(job_view(job, imports.preview(job)))


@router.post(
    f"{_PATH}/<import_id>/cancel",
    summary="Cancel an import of users",
    description="Lines that are written already stay written.",
    operation_id="cancelUserImport",
    responses=_JOB_RESPONSES,
    security=SIGNED_IN,
)
def cancel(
    person: Manager,
    changing: Changing,
    dependencies: Imports,
    import_id: EntityId,
) -> Response[str]:
    imports = dependencies.user_imports
    job = imports.cancel(import_id, changing)
    return json_response(job_view(job, imports.preview(job)))


@router.get(
    f"{_PATH}/<import_id>/results",
    summary="The result of each line of an import of users",
    operation_id="listUserImportResults",
    responses=_responses(LineResults, "a page of up to 100 results", [HTTPStatus.NOT_FOUND]),
    security=SIGNED_IN,
)
def results(
    person: Manager,
    dependencies: Imports,
    import_id: EntityId,
    cursor: Cursor = "",
    result: Outcome = None,
) -> Response[str]:
    return json_response(results_view(dependencies.user_imports.results(import_id, cursor, result)))


@router.get(
    _EXPORT,
    summary="The users as a CSV file",
    description="In the form that the import reads, UTF-8 without a byte order mark. Cells that a"
    " spreadsheet would run as formulas begin with an apostrophe. An answer has up to 1,000 users. If"
    " there are more, its header Link names the next page; all pages one after the other are the file.",
    operation_id="exportUsers",
    responses={
        **_responses(Problem, "", []),
        HTTPStatus.OK.value: {
            "description": "a page of the file",
            "content": {CSV: {"schema": {"type": "string"}}},
        },
    },
    security=SIGNED_IN,
    compress=True,
)
def export(
    person: Manager,
    exporter: Exporter,
    changing: Changing,
    dependencies: Imports,
    cursor: Cursor = "",
) -> Response[str]:
    return _csv(dependencies.export_users(changing, cursor))


def _csv(page: ExportPage) -> Response[str]:
    headers = {**problems.HEADERS, "Content-Disposition": 'attachment; filename="users.csv"'}
    if page.next:
        headers["Link"] = f'<{_EXPORT}?{urlencode({"cursor": page.next})}>; rel="next"'
    return Response(HTTPStatus.OK.value, f"{CSV}; charset=utf-8", page.text, headers=headers)


def _start(work: JobStarter) -> None:
    """The import is stored already. If the work cannot begin at once, it begins within a minute."""
    try:
        work.start()
    except RingkeepError as error:
        log_failure("the work on an import was not started at once", error)
