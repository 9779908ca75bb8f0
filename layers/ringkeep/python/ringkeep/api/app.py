"""The routes. Every request is asked anew who it is from: a token outlives its owner's rights."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from http import HTTPStatus
from typing import Annotated, Protocol

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.exceptions import RequestValidationError
from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import BaseModel, ValidationError

from ringkeep.api import known, problems
from ringkeep.api.claims import username_of
from ringkeep.api.description import JSON, PERSONAL, PUBLIC, SIGNED_IN, answers, described
from ringkeep.api.models import Configuration, IssuedTicket, Me, SignIn
from ringkeep.api.problems import Refused
from ringkeep.domain.access.principal import Principal
from ringkeep.domain.live.page import RealtimeSnapshot
from ringkeep.errors import RingkeepError
from ringkeep.settings import Settings
from ringkeep.usecases.clock import Clock
from ringkeep.usecases.live.socket_ports import Identity, RealtimePage
from ringkeep.usecases.live.sockets import Ticket, VisiblePage

ServiceName = Annotated[
    str | None, Query(min_length=1, max_length=40, description="the lines of one service alone")
]
Cursor = Annotated[
    str | None, Query(min_length=1, max_length=400, description="`next` of the page before")
]


class Door(Protocol):
    def issue(self, viewer: Principal) -> Ticket: ...


class Parts(Protocol):
    """What of the composition the API uses."""

    @property
    def settings(self) -> Settings: ...

    @property
    def identity(self) -> Identity: ...

    @property
    def board(self) -> RealtimePage: ...

    @property
    def door(self) -> Door: ...

    @property
    def clock(self) -> Clock: ...


def create_app(parts: Parts) -> APIGatewayHttpResolver:
    app = APIGatewayHttpResolver(enable_validation=True)
    app.use([known.refuse_unknown_parameters])
    _handle_errors(app)
    _add_realtime(app, parts, lambda: _viewer(app, parts.identity))
    _add_sign_in(app, parts, lambda: _viewer(app, parts.identity))

    @cache
    def document() -> str:
        return described(app)

    @app.get("/v1/openapi.json", include_in_schema=False)
    def openapi() -> Response[str]:
        return Response(HTTPStatus.OK.value, JSON, document(), headers=dict(problems.HEADERS))

    return app


def _add_realtime(
    app: APIGatewayHttpResolver, parts: Parts, viewer: Callable[[], Principal]
) -> None:
    @app.get(
        "/v1/realtime",
        summary="Who is on the phone now",
        description="Agents see their own line. `next` is there when more than 5000 users are.",
        operation_id="getRealtime",
        responses=answers(RealtimeSnapshot, "the page", [*PERSONAL, HTTPStatus.NOT_FOUND]),
        security=SIGNED_IN,
        compress=True,
    )
    def realtime(service: ServiceName = None, cursor: Cursor = None) -> Response[str]:
        return _json(_snapshot(parts, viewer(), service, cursor))

    @app.post(
        "/v1/realtime/tickets",
        summary="A ticket for a socket that tells of changes",
        description="Opens `wss://{this host}/live?ticket=...` once, within 30 seconds.",
        operation_id="createRealtimeTicket",
        responses=answers(IssuedTicket, "the ticket", PERSONAL, HTTPStatus.CREATED),
        security=SIGNED_IN,
    )
    def tickets() -> Response[str]:
        ticket = parts.door.issue(viewer())
        expires_at = datetime.fromtimestamp(ticket.expires_at, UTC)
        return _json(IssuedTicket(ticket=ticket.text, expires_at=expires_at), HTTPStatus.CREATED)


def _add_sign_in(
    app: APIGatewayHttpResolver, parts: Parts, viewer: Callable[[], Principal]
) -> None:
    @app.get(
        "/v1/me",
        summary="Who is signed in",
        operation_id="getMe",
        responses=answers(Me, "the person, their role and their phone", PERSONAL),
        security=SIGNED_IN,
    )
    def me() -> Response[str]:
        return _json(_me(viewer()))

    @app.get(
        "/v1/configuration",
        summary="Where to sign in",
        description="Public.",
        operation_id="getConfiguration",
        responses=answers(Configuration, "what the console must know first", PUBLIC),
    )
    def configuration() -> Response[str]:
        return _json(_configuration(parts.settings))


def _handle_errors(app: APIGatewayHttpResolver) -> None:
    app.exception_handler(Refused)(problems.refused)
    app.exception_handler(RequestValidationError)(problems.not_understood)
    app.exception_handler(RingkeepError)(problems.failed)
    app.exception_handler(Exception)(problems.broken)
    app.not_found(known.not_found(app))


def _viewer(app: APIGatewayHttpResolver, identity: Identity) -> Principal:
    name = username_of(app.current_event.raw_event)
    if name is None:
        detail = "an access token is needed"
        raise Refused(HTTPStatus.UNAUTHORIZED, detail, WWW_Authenticate="Bearer")
    found = identity.viewer(name)
    if found is None:
        raise Refused(HTTPStatus.FORBIDDEN, "you are disabled, or have no role yet")
    return found


def _snapshot(
    parts: Parts, viewer: Principal, service: str | None, cursor: str | None
) -> RealtimeSnapshot:
    try:
        return VisiblePage(parts.board, parts.clock).snapshot(viewer, service, cursor)
    except ValueError as error:
        if cursor is None or isinstance(error, ValidationError):
            raise  # something of ours cannot be read
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "the cursor is not one of ours") from None


def _json(model: BaseModel, status: HTTPStatus = HTTPStatus.OK) -> Response[str]:
    return Response(status.value, JSON, model.model_dump_json(), headers=dict(problems.HEADERS))


def _me(viewer: Principal) -> Me:
    return Me(
        username=viewer.username,
        email=viewer.email,
        role=viewer.role.value,
        rights=tuple(sorted(viewer.role.rights)),
        service=viewer.service or None,
        extension_id=viewer.extension_id or None,
    )


def _configuration(known: Settings) -> Configuration:
    # On a laptop the sign-in pages are under the console's own origin.
    base = known.console_url if known.is_local else known.sign_in_url
    return Configuration(
        sign_in=SignIn(
            authority=known.sign_in_issuer,
            authorization_endpoint=f"{base}/oauth2/authorize",
            token_endpoint=f"{base}/oauth2/token",
            end_session_endpoint=f"{base}/logout",
            client_id=known.console_client_id,
        )
    )
