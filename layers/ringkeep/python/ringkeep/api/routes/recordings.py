"""The list of recordings."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Protocol, cast

from aws_lambda_powertools.event_handler import Depends, Response
from aws_lambda_powertools.event_handler.openapi.params import Query
from aws_lambda_powertools.event_handler.request import Request

from ringkeep.api.dependencies import PrincipalDependencies, may, provided
from ringkeep.api.description import PERSONAL, SIGNED_IN, documented_responses
from ringkeep.api.problems import Refused
from ringkeep.api.responses import json_response
from ringkeep.api.routes import new_router
from ringkeep.api.times import time_range
from ringkeep.api.views.recordings import RecordingListView, recording_view
from ringkeep.domain.access.rights import Right
from ringkeep.domain.access.user_principal import UserPrincipal
from ringkeep.domain.recordings.places import PlaceInvalid
from ringkeep.domain.recordings.recordings import RecordingState
from ringkeep.usecases.recordings.list_recordings import (
    ListRecordings,
    RecordingPage,
    RecordingQuery,
)
from ringkeep.usecases.recordings.name_recordings import NameRecordings

router = new_router()

ServiceName = Annotated[
    str | None, Query(min_length=1, max_length=40, description="the recordings of this service")
]
State = Annotated[RecordingState | None, Query(description="the recordings in this state")]
From = Annotated[
    str | None,
    Query(
        alias="from",
        max_length=40,
        description="the calls that began then or later: a day or a time in ISO 8601, in UTC without an"
        " offset. By default 90 days before `to`.",
    ),
]
To = Annotated[
    str | None,
    Query(
        alias="to",
        max_length=40,
        description="the calls that began before: a time, or a day, which is included",
    ),
]
Cursor = Annotated[
    str | None, Query(min_length=1, max_length=1000, description="`next` of the previous page")
]
Limit = Annotated[int, Query(ge=1, le=100, description="the most items of the page")]


class RecordingsDependencies(PrincipalDependencies, Protocol):
    @property
    def recordings(self) -> ListRecordings: ...

    @property
    def name_recordings(self) -> NameRecordings: ...


def _dependencies(request: Request) -> RecordingsDependencies:
    return cast(RecordingsDependencies, provided(request))


@router.get(
    "/v1/recordings",
    summary="The recordings",
    description="The recordings that the person may see, with their state and its reason, the newest calls"
    " first. If a page has fewer items than its limit, but a `next`, the list goes on there.",
    operation_id="listRecordings",
    responses=documented_responses(
        RecordingListView, "a page of recordings", [*PERSONAL, HTTPStatus.NOT_FOUND]
    ),
    security=SIGNED_IN,
    compress=True,
)
def recordings(
    person: Annotated[UserPrincipal, may(Right.LIST_RECORDINGS)],
    dependencies: Annotated[RecordingsDependencies, Depends(_dependencies)],
    service: ServiceName = None,
    state: State = None,
    since: From = None,
    until: To = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response[str]:
    begin, end = time_range(since, until)
    query = RecordingQuery(
        service=service or "",
        state=state,
        since=begin,
        until=end,
        cursor=cursor or "",
        limit=limit,
    )
    return json_response(_page(dependencies, person, query))


def _page(
    dependencies: RecordingsDependencies, person: UserPrincipal, query: RecordingQuery
) -> RecordingListView:
    try:
        page: RecordingPage = dependencies.recordings(person, query)
    except PlaceInvalid:
        detail = "the cursor is not one of this list: read it from its beginning"
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, detail) from None
    names = dependencies.name_recordings(person, page)
    items = tuple(recording_view(row, names) for row in page.recordings)
    return RecordingListView(items=items, next=page.next or None)
