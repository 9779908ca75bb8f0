"""What routes depend on, by Powertools' `Depends`.

A middleware puts the function's dependencies into the context of each request. A route declares what
it uses of them as a protocol; the function's own type has to satisfy them all (`api/functions.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Annotated, Protocol, TypeAlias, cast

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends, Response
from aws_lambda_powertools.event_handler.middlewares import NextMiddleware
from aws_lambda_powertools.event_handler.request import Request

from ringkeep.api.claims import username_of
from ringkeep.api.problems import Refused
from ringkeep.domain.access.principal import Principal
from ringkeep.usecases.live.socket_ports import Identity

_KEY = "dependencies"


class PrincipalDependencies(Protocol):
    @property
    def identity(self) -> Identity: ...


Middleware: TypeAlias = Callable[[APIGatewayHttpResolver, NextMiddleware], Response[str]]


def provide(dependencies: object) -> Middleware:
    """A middleware that gives each request the dependencies of its function."""

    def middleware(app: APIGatewayHttpResolver, next_middleware: NextMiddleware) -> Response[str]:
        app.context[_KEY] = dependencies
        response: Response[str] = next_middleware(app)
        return response

    return middleware


def provided(request: Request) -> object:
    """The dependencies of the function; a route casts them to the protocol that it declares."""
    dependencies: object = request.context[_KEY]
    return dependencies


def _signed_in(request: Request) -> Principal:
    """Read again for every request: a token outlives its owner's rights."""
    name = username_of(request.resolved_event.raw_event)
    if name is None:
        detail = "an access token is needed"
        raise Refused(HTTPStatus.UNAUTHORIZED, detail, WWW_Authenticate="Bearer")
    principal = cast(PrincipalDependencies, provided(request)).identity.viewer(name)
    if principal is None:
        raise Refused(HTTPStatus.FORBIDDEN, "you are disabled, or have no role yet")
    return principal


SignedIn = Annotated[Principal, Depends(_signed_in)]
"""The person who is signed in. Refuses requests without a valid token, and people without a role."""
