"""The list of recordings, the search and its count."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Annotated, Protocol, cast

from aws_lambda_powertools.event_handler import Depends, Response
from aws_lambda_powertools.event_handler.openapi.params import Query
from aws_lambda_powertools.event_handler.request import Request

from ringkeep.api.dependencies import PrincipalDependencies, may, provided
from ringkeep.api.description import PERSONAL, SIGNED_IN, documented_responses
from ringkeep.api.problems import Refused
from ringkeep.api.recording_filters import (
    CallDirection,
    DurationFrom,
    DurationTo,
    ExtensionId,
    From,
    HasTranscript,
    Note,
    Number,
    Queue,
    RecordingType,
    ServiceName,
    State,
    Tag,
    Text,
    To,
    User,
    recording_filters,
)
from ringkeep.api.responses import json_response
from ringkeep.api.routes import new_router
from ringkeep.api.views.common import optional_moment
from ringkeep.api.views.recordings import (
    RecordingCountView,
    RecordingListView,
    recording_view,
)
from ringkeep.domain.access.rights import Right
from ringkeep.domain.access.user_principal import UserPrincipal
from ringkeep.domain.recordings.places import PlaceInvalid
from ringkeep.domain.search.cursor import LONGEST_CURSOR, CursorInvalid
from ringkeep.domain.search.query import QueryProblem
from ringkeep.domain.search.searches import SearchRequest
from ringkeep.usecases.recordings.list_recordings import (
    ListRecordings,
    RecordingPage,
    RecordingQuery,
)
from ringkeep.usecases.recordings.name_recordings import NameRecordings
from ringkeep.usecases.search.search_recordings import SearchRecordings

router = new_router()

Cursor = Annotated[
    str | None,
    Query(min_length=1, max_length=LONGEST_CURSOR, description="`next` of the previous page"),
]
Limit = Annotated[int, Query(ge=1, le=100, description="the most items of the page")]


class RecordingsDependencies(PrincipalDependencies, Protocol):
    @property
    def recordings(self) -> ListRecordings: ...

    @property
    def name_recordings(self) -> NameRecordings: ...

    @property
    def search(self) -> SearchRecordings: ...


def _dependencies(request: Request) -> RecordingsDependencies:
    return cast(RecordingsDependencies, provided(request))


Dependencies = Annotated[RecordingsDependencies, Depends(_dependencies)]


@router.get(
    "/v1/recordings",
    summary="The recordings",
    description="The recordings that the person may see, with their state and its reason, the newest calls"
    " first. If a page has fewer items than its limit, but a `next`, the list goes on there.\n\nFilters"
    " combine. With a filter other than time, service and state it is a search in the index, which has the"
    " recordings in a final state: not those that are still to be imported. A page of a search reads a"
    " bounded amount, and says in `reached` how far it has come.",
    operation_id="listRecordings",
    responses=documented_responses(
        RecordingListView, "a page of recordings", [*PERSONAL, HTTPStatus.NOT_FOUND]
    ),
    security=SIGNED_IN,
    compress=True,
)
def recordings(
    person: Annotated[UserPrincipal, may(Right.LIST_RECORDINGS)],
    dependencies: Dependencies,
    service: ServiceName = None,
    state: State = None,
    since: From = None,
    until: To = None,
    text: Text = None,
    note: Note = None,
    user: User = None,
    extension: ExtensionId = None,
    number: Number = None,
    direction: CallDirection = None,
    queue: Queue = None,
    duration_from: DurationFrom = None,
    duration_to: DurationTo = None,
    recording_type: RecordingType = None,
    tag: Tag = None,
    has_transcript: HasTranscript = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response[str]:
    filters = recording_filters(
        service=service,
        state=state,
        since=since,
        until=until,
        text=text,
        note=note,
        user=user,
        extension=extension,
        number=number,
        direction=direction,
        queue=queue,
        duration_from=duration_from,
        duration_to=duration_to,
        recording_type=recording_type,
        tag=tag,
        has_transcript=has_transcript,
    )
    with _understood():
        if filters.needs_index:
            found = dependencies.search(person, filters, cursor or "", limit)
            page = RecordingPage(found.recordings, found.next, found.zones)
            reached = found.reached
        else:
            page = dependencies.recordings(person, _listed(filters, cursor or "", limit))
            reached = None
    names = dependencies.name_recordings(person, page)
    plays = person.may(Right.PLAY)
    view = RecordingListView(
        items=tuple(recording_view(row, names, plays=plays) for row in page.recordings),
        next=page.next or None,
        reached=optional_moment(reached),
    )
    return json_response(view)


@router.get(
    "/v1/recordings/count",
    summary="How many recordings a search finds",
    description="Exact up to 1,000; beyond, `count` is 1,000 and `more` is true. A count reads a bounded"
    " amount: with a `next` it goes on there, and `count` includes what was counted before.",
    operation_id="countRecordings",
    responses=documented_responses(
        RecordingCountView, "the count", [*PERSONAL, HTTPStatus.NOT_FOUND]
    ),
    security=SIGNED_IN,
)
def count_recordings(
    person: Annotated[UserPrincipal, may(Right.LIST_RECORDINGS)],
    dependencies: Dependencies,
    service: ServiceName = None,
    state: State = None,
    since: From = None,
    until: To = None,
    text: Text = None,
    note: Note = None,
    user: User = None,
    extension: ExtensionId = None,
    number: Number = None,
    direction: CallDirection = None,
    queue: Queue = None,
    duration_from: DurationFrom = None,
    duration_to: DurationTo = None,
    recording_type: RecordingType = None,
    tag: Tag = None,
    has_transcript: HasTranscript = None,
    cursor: Cursor = None,
) -> Response[str]:
    filters = recording_filters(
        service=service,
        state=state,
        since=since,
        until=until,
        text=text,
        note=note,
        user=user,
        extension=extension,
        number=number,
        direction=direction,
        queue=queue,
        duration_from=duration_from,
        duration_to=duration_to,
        recording_type=recording_type,
        tag=tag,
        has_transcript=has_transcript,
    )
    with _understood():
        found = dependencies.search.count(person, filters, cursor or "")
    view = RecordingCountView(
        count=found.count,
        more=found.more,
        next=found.next or None,
        reached=optional_moment(found.reached),
    )
    return json_response(view)


@contextmanager
def _understood() -> Iterator[None]:
    """Answers what cannot be searched with a sentence for the person who typed it."""
    try:
        yield
    except QueryProblem as problem:
        raise Refused(
            HTTPStatus.UNPROCESSABLE_ENTITY, str(problem), code="search_not_understood"
        ) from None
    except (CursorInvalid, PlaceInvalid):
        detail = "the cursor is not one of this list: read it from its beginning"
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, detail) from None


def _listed(filters: SearchRequest, cursor: str, limit: int) -> RecordingQuery:
    return RecordingQuery(
        service=filters.service,
        state=filters.state,
        since=filters.since,
        until=filters.until,
        cursor=cursor,
        limit=limit,
    )
