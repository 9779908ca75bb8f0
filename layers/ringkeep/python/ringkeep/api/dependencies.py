"""The dependencies of routes, injected by Powertools' `Depends`.

A middleware adds the function's dependencies to the context of each request. A route declares the
dependencies that it uses as a protocol. The function's own type implements all of these protocols
(`api/functions.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Annotated, Protocol, TypeAlias, cast

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends, Response
from aws_lambda_powertools.event_handler.middlewares import NextMiddleware
from aws_lambda_powertools.event_handler.request import Request

from ringkeep.api.claims import username_of
from ringkeep.api.problems import Refused
from ringkeep.domain.access.principal import Principal
from ringkeep.usecases.live.budgets import OverBudget, PersonBudgets
from ringkeep.usecases.live.socket_ports import Identity

_KEY = "dependencies"


class PrincipalDependencies(Protocol):
    @property
    def identity(self) -> Identity: ...

    @property
    def budgets(self) -> PersonBudgets: ...


Middleware: TypeAlias = Callable[[APIGatewayHttpResolver, NextMiddleware], Response[str]]


def provide(dependencies: object) -> Middleware:
    """Returns a middleware that adds the function's dependencies to each request."""

    def middleware(app: APIGatewayHttpResolver, next_middleware: NextMiddleware) -> Response[str]:
        app.context[_KEY] = dependencies
        response: Response[str] = next_middleware(app)
        return response

    return middleware


def provided(request: Request) -> object:
    """Returns the function's dependencies. A route casts them to the protocol that it declares."""
    dependencies: object = request.context[_KEY]
    return dependencies


def _signed_in(request: Request) -> Principal:
    """Reads the person for every request, because a token stays valid after their rights change, and
    counts the request in their budget."""
    name = username_of(request.resolved_event.raw_event)
    if name is None:
        detail = "an access token is required"
        raise Refused(HTTPStatus.UNAUTHORIZED, detail, WWW_Authenticate="Bearer")
    dependencies = cast(PrincipalDependencies, provided(request))
    principal = dependencies.identity.viewer(name)
    if principal is None:
        raise Refused(HTTPStatus.FORBIDDEN, "this user is disabled or has no role")
    with within_budget():
        dependencies.budgets.read(principal.username)
    return principal


@contextmanager
def within_budget() -> Iterator[None]:
    """Answers 429 with Retry-After if the person's budget is used up."""
    try:
        yield
    except OverBudget as over:
        detail = "you sent too many requests: try again after the seconds in Retry-After"
        seconds = str(over.retry_after)
        raise Refused(HTTPStatus.TOO_MANY_REQUESTS, detail, Retry_After=seconds) from None


SignedIn = Annotated[Principal, Depends(_signed_in)]
"""The signed-in person. Requests without a valid token and people without a role are refused."""
