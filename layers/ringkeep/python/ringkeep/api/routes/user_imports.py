"""The routes that import users from a CSV file, and export them."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Final, Protocol, cast
from urllib.parse import urlencode

from aws_lambda_powertools.event_handler import Depends, Response
from aws_lambda_powertools.event_handler.openapi.params import Query
from aws_lambda_powertools.event_handler.request import Request

from ringkeep.api import problems
from ringkeep.api.dependencies import PrincipalDependencies, may, provided
from ringkeep.api.description import (
    CHANGES,
    PERSONAL,
    SIGNED_IN,
    documented_file,
    documented_responses,
)
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
from ringkeep.api.work import StartsWork, start_work
from ringkeep.domain.access.rights import Right
from ringkeep.domain.access.user_imports import ImportJob, LineOutcome
from ringkeep.domain.access.user_principal import UserPrincipal
from ringkeep.usecases.access.export_users import ExportPage, ExportUsers
from ringkeep.usecases.access.imports.manage_imports import ManageImports

router = new_router()
_PATH: Final = "/v1/users/import"
_EXPORT: Final = "/v1/users/export"
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
    def work(self) -> StartsWork: ...


def _dependencies(request: Request) -> UserImportsDependencies:
    return cast(UserImportsDependencies, provided(request))


Imports = Annotated[UserImportsDependencies, Depends(_dependencies)]
Uploaded = Annotated[bytes, Depends(uploaded)]


@router.post(
    _PATH,
    summary="Upload a CSV file of users",
    description="The file is checked; nothing is changed before the import is confirmed. UTF-8 with or"
    " without a byte order mark, UTF-16 and Windows-1252 are read, with commas, semicolons or tabs. At most"
    " 4,000,000 bytes and 10,000 lines. Sent as `application/octet-stream`, no byte can be lost on the way.",
    operation_id="importUsers",
    responses=documented_responses(
        ImportJobView, "the import, which is being checked", CHANGES, HTTPStatus.ACCEPTED
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
    start_work(dependencies.work)
    return _shown(imports, job, HTTPStatus.ACCEPTED)


@router.get(
    _PATH,
    summary="The imports of users, the newest first",
    operation_id="listUserImports",
    responses=documented_responses(ImportJobs, "a page of imports", PERSONAL),
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
    responses=documented_responses(ImportJobView, "the import", [*PERSONAL, HTTPStatus.NOT_FOUND]),
    security=SIGNED_IN,
    compress=True,
)
def read(
    person: Manager,
    dependencies: Imports,
    import_id: EntityId,
) -> Response[str]:
    imports = dependencies.user_imports
    return _shown(imports, imports.get(import_id))


@router.post(
    f"{_PATH}/<import_id>/confirm",
    summary="Write what the preview of an import shows",
    description="Every line is written in the name of the person who confirms, with the rights that they"
    " have then. Confirming twice writes nothing twice.",
    operation_id="confirmUserImport",
    responses=documented_responses(ImportJobView, "the import", [*CHANGES, HTTPStatus.NOT_FOUND]),
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
    start_work(dependencies.work)
    return _shown(imports, job)


@router.post(
    f"{_PATH}/<import_id>/cancel",
    summary="Cancel an import of users",
    description="Lines that are written already stay written.",
    operation_id="cancelUserImport",
    responses=documented_responses(ImportJobView, "the import", [*CHANGES, HTTPStatus.NOT_FOUND]),
    security=SIGNED_IN,
)
def cancel(
    person: Manager,
    changing: Changing,
    dependencies: Imports,
    import_id: EntityId,
) -> Response[str]:
    imports = dependencies.user_imports
    return _shown(imports, imports.cancel(import_id, changing))


@router.get(
    f"{_PATH}/<import_id>/results",
    summary="The result of each line of an import of users",
    operation_id="listUserImportResults",
    responses=documented_responses(
        LineResults, "a page of up to 100 results", [*PERSONAL, HTTPStatus.NOT_FOUND]
    ),
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
    responses=documented_file(CSV, "a page of the file", PERSONAL),
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


def _shown(
    imports: ManageImports, job: ImportJob, status: HTTPStatus = HTTPStatus.OK
) -> Response[str]:
    return json_response(job_view(job, imports.preview(job)), status)


def _csv(page: ExportPage) -> Response[str]:
    headers = {**problems.HEADERS, "Content-Disposition": 'attachment; filename="users.csv"'}
    if page.next:
        headers["Link"] = f'<{_EXPORT}?{urlencode({"cursor": page.next})}>; rel="next"'
    return Response(HTTPStatus.OK.value, f"{CSV}; charset=utf-8", page.text, headers=headers)
