"""The routes of the audit log: its search, and its export as CSV."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Annotated, Final, Protocol, cast
from urllib.parse import urlencode

from aws_lambda_powertools.event_handler import Depends, Response
from aws_lambda_powertools.event_handler.openapi.params import Query
from aws_lambda_powertools.event_handler.request import Request

from ringkeep.api.csv_text import CSV, csv_text
from ringkeep.api.dependencies import PrincipalDependencies, may, provided
from ringkeep.api.description import (
    PERSONAL,
    SIGNED_IN,
    documented_file,
    documented_responses,
)
from ringkeep.api.origins import Changing
from ringkeep.api.problems import HEADERS
from ringkeep.api.responses import json_response
from ringkeep.api.routes import new_router
from ringkeep.api.times import time_range
from ringkeep.api.views.audit import AuditList, audit_entry_view
from ringkeep.api.views.common import Cursor, Limit
from ringkeep.domain.access.audit import AuditEntry
from ringkeep.domain.access.audit_csv import HEADER, csv_row
from ringkeep.domain.access.rights import Right
from ringkeep.domain.access.user_principal import UserPrincipal
from ringkeep.usecases.access.export_audit import ExportAudit
from ringkeep.usecases.access.name_audit import NameAudit
from ringkeep.usecases.access.search_audit import EARLIEST, AuditSearch, SearchAudit
from ringkeep.usecases.clock import Clock

router = new_router()

SeesAudit = Annotated[UserPrincipal, may(Right.SEE_AUDIT)]
Exports = Annotated[UserPrincipal, may(Right.EXPORT)]
Person = Annotated[
    str,
    Query(
        min_length=1,
        max_length=100,
        description="the id of a user, `command_line` or `system`: who did it",
    ),
]
ObjectKind = Annotated[
    str,
    Query(
        pattern=r"^[a-z_]{1,40}$",
        description="what it was done to: `user`, `security_profile`, ...",
    ),
]
ObjectId = Annotated[str, Query(min_length=1, max_length=200, description="its id")]
From = Annotated[
    str, Query(alias="from", min_length=1, max_length=40, description="a day or a time, included")
]
To = Annotated[
    str, Query(alias="to", min_length=1, max_length=40, description="a day or a time, included")
]
# Search and export repeat these parameters: Powertools passes none to a dependency of a route.
MOST_EXPORTED: Final = 5_000
_AHEAD: Final = 60.0
"""Seconds by which another process's clock may be ahead."""
_LARGEST_FILE: Final = 3_000_000
"""In bytes. A Lambda function can answer 6 MB."""


class AuditDependencies(PrincipalDependencies, Protocol):
    @property
    def search_audit(self) -> SearchAudit: ...

    @property
    def name_audit(self) -> NameAudit: ...

    @property
    def export_audit(self) -> ExportAudit: ...

    @property
    def clock(self) -> Clock: ...


def _dependencies(request: Request) -> AuditDependencies:
    return cast(AuditDependencies, provided(request))


Audit = Annotated[AuditDependencies, Depends(_dependencies)]


@router.get(
    "/v1/audit",
    summary="Who did what, the newest first",
    operation_id="listAudit",
    responses=documented_responses(AuditList, "a page of entries", PERSONAL),
    security=SIGNED_IN,
    compress=True,
)
def list_audit(
    who: SeesAudit,
    audit: Audit,
    person: Person = "",
    object_kind: ObjectKind = "",
    object_id: ObjectId = "",
    start: From = "",
    end: To = "",
    cursor: Cursor = "",
    limit: Limit = 50,
) -> Response[str]:
    search = _search(audit, person, object_kind, object_id, start, end)
    page = audit.search_audit(search, cursor, limit)
    names = audit.name_audit(page.entries)
    items = tuple(audit_entry_view(entry, names) for entry in page.entries)
    return json_response(AuditList(items=items, next=page.next or None))


@router.get(
    "/v1/audit/export",
    summary="Entries of the audit log as a file",
    description=f"At most {MOST_EXPORTED} entries. If there are more, the header `Link` has the address of"
    " the next file (`rel=next`).",
    operation_id="exportAudit",
    responses=documented_file(CSV, "the entries, the newest first", PERSONAL),
    security=SIGNED_IN,
    compress=True,
)
def export_audit(
    who: SeesAudit,
    exports: Exports,
    change: Changing,
    audit: Audit,
    person: Person = "",
    object_kind: ObjectKind = "",
    object_id: ObjectId = "",
    start: From = "",
    end: To = "",
    cursor: Cursor = "",
) -> Response[str]:
    search = _search(audit, person, object_kind, object_id, start, end)
    page = audit.export_audit(search, change, cursor, most=MOST_EXPORTED)
    kept = _with_room(page.entries)
    more = page.next if len(kept) == len(page.entries) else kept[-1].id
    given = {
        "person": person,
        "object_kind": object_kind,
        "object_id": object_id,
        "from": start,
        "to": end,
    }
    return _file(kept, _link(given, more))


def _search(
    audit: AuditDependencies, person: str, kind: str, id_: str, start: str, end: str
) -> AuditSearch:
    first, last = time_range(start or None, end or None)
    latest = audit.clock.now() + _AHEAD
    return AuditSearch(
        person=person,
        object_kind=kind,
        object_id=id_,
        start=EARLIEST if first is None else max(first, EARLIEST),
        end=latest if last is None else min(last, latest),
    )


def _with_room(entries: Iterable[AuditEntry]) -> list[AuditEntry]:
    kept: list[AuditEntry] = []
    room = _LARGEST_FILE
    for entry in entries:
        room -= sum(len(cell.encode()) + 3 for cell in csv_row(entry))
        if room < 0 and kept:
            break
        kept.append(entry)
    return kept


def _link(given: Mapping[str, str], next_: str) -> dict[str, str]:
    if not next_:
        return {}
    query = urlencode({name: value for name, value in {**given, "cursor": next_}.items() if value})
    return {"Link": f'</v1/audit/export?{query}>; rel="next"'}


def _file(entries: Iterable[AuditEntry], headers: Mapping[str, str]) -> Response[str]:
    text = csv_text(HEADER, map(csv_row, entries))
    name = {"Content-Disposition": 'attachment; filename="audit.csv"'}
    return Response(HTTPStatus.OK.value, CSV, text, headers={**HEADERS, **name, **headers})
