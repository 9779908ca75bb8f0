"""The routes of the Realtime page, and of the tickets for its WebSocket connection."""

from __future__ import annotations

from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated, Protocol, cast

from aws_lambda_powertools.event_handler import Depends, Response
from aws_lambda_powertools.event_handler.openapi.params import Query
from aws_lambda_powertools.event_handler.request import Request
from pydantic import ValidationError

from ringkeep.api.dependencies import (
    CurrentUser,
    PrincipalDependencies,
    may,
    provided,
    within_budget,
)
from ringkeep.api.description import PERSONAL, SIGNED_IN, documented_responses
from ringkeep.api.models import IssuedTicket
from ringkeep.api.problems import Refused
from ringkeep.api.responses import json_response
from ringkeep.api.routes import new_router
from ringkeep.domain.access.rights import Right
from ringkeep.domain.access.user_principal import UserPrincipal
from ringkeep.domain.live.page import RealtimeSnapshot
from ringkeep.usecases.live.principal_page import PrincipalPage
from ringkeep.usecases.live.sockets import SocketTickets

router = new_router()

ServiceName = Annotated[
    str | None,
    Query(min_length=1, max_length=40, description="return only the users of this service"),
]
Cursor = Annotated[
    str | None, Query(min_length=1, max_length=400, description="`next` of the previous page")
]


class RealtimeDependencies(PrincipalDependencies, Protocol):
    @property
    def page(self) -> PrincipalPage: ...

    @property
    def tickets(self) -> SocketTickets: ...


def _dependencies(request: Request) -> RealtimeDependencies:
    return cast(RealtimeDependencies, provided(request))


Realtime = Annotated[RealtimeDependencies, Depends(_dependencies)]
Viewer = Annotated[UserPrincipal, may(Right.SEE_LIVE)]


@router.get(
    "/v1/realtime",
    summary="The users and their calls",
    description="The users whom the person sees today: everyone, their team, or only themselves. If there are"
    " more than 5000, `next` is set.",
    operation_id="getRealtime",
    responses=documented_responses(RealtimeSnapshot, "the page", [*PERSONAL, HTTPStatus.NOT_FOUND]),
    security=SIGNED_IN,
    compress=True,
)
def realtime(
    viewer: Viewer,
    dependencies: Realtime,
    service: ServiceName = None,
    cursor: Cursor = None,
) -> Response[str]:
    return json_response(_snapshot(dependencies.page, viewer, service, cursor))


@router.post(
    "/v1/realtime/tickets",
    summary="Create a ticket for a WebSocket connection that sends changes",
    description="Opens `wss://{this host}/live?ticket=...` once, within 30 seconds. One ticket a second.",
    operation_id="createRealtimeTicket",
    responses=documented_responses(IssuedTicket, "the ticket", PERSONAL, HTTPStatus.CREATED),
    security=SIGNED_IN,
)
def tickets(viewer: Viewer, user: CurrentUser, dependencies: Realtime) -> Response[str]:
    with within_budget():
        dependencies.budgets.ticket(viewer.user_id)
    ticket = dependencies.tickets.issue(user.sub)
    expires_at = datetime.fromtimestamp(ticket.expires_at, UTC)
    issued = IssuedTicket(ticket=ticket.text, expires_at=expires_at)
    return json_response(issued, HTTPStatus.CREATED)


def _snapshot(
    page: PrincipalPage, viewer: UserPrincipal, service: str | None, cursor: str | None
) -> RealtimeSnapshot:
    try:
        return page.snapshot(viewer, service, cursor)
    except ValueError as error:
        if cursor is None or isinstance(error, ValidationError):
            raise  # not the caller's mistake: stored data is invalid
        detail = "the cursor is invalid"
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, detail) from None
