"""The dependencies of routes, injected by Powertools' `Depends`.

A middleware adds the function's dependencies to the context of each request. A route declares the
dependencies that it uses as a protocol. The function's own type implements all of these protocols
(`api/functions.py`). A route also declares who may call it:

    def me(person: SignedIn) -> Response[str]: ...
    def users(person: Annotated[UserPrincipal, may(Right.MANAGE_USERS)]) -> Response[str]: ...
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Annotated, Final, Protocol, TypeAlias, cast

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends, Response
from aws_lambda_powertools.event_handler.middlewares import NextMiddleware
from aws_lambda_powertools.event_handler.request import Request

from ringkeep.api.claims import sub_of
from ringkeep.api.problems import Refused
from ringkeep.api.sign_ins import RecordsSignIns, note_sign_in
from ringkeep.domain.access.authority import NoLongerActive, RightMissing
from ringkeep.domain.access.refusals import Refusal
from ringkeep.domain.access.rights import Right
from ringkeep.domain.access.sign_in_refusals import NotAUser, ProfileMissing
from ringkeep.domain.access.user_principal import UserPrincipal
from ringkeep.domain.json import JsonObject
from ringkeep.usecases.access.read_principal import SignedInUser
from ringkeep.usecases.live.budgets import OverBudget, PersonBudgets

_KEY = "dependencies"
_NOT_ADMITTED: Final = (NotAUser, NoLongerActive, ProfileMissing)


class SignedInUsers(Protocol):
    def user(self, sub: str) -> SignedInUser:
        """Raises NotAUser, NoLongerActive, ProfileMissing and StorageFailed."""
        ...


class PrincipalDependencies(Protocol):
    @property
    def principals(self) -> SignedInUsers: ...

    @property
    def budgets(self) -> PersonBudgets: ...

    @property
    def sign_ins(self) -> RecordsSignIns: ...


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


def signed_in_user(request: Request) -> SignedInUser:
    """Reads the person for every request, because a token stays valid after their rights change. Counts
    the request in their budget, and records the sign-in if it is the first request of one."""
    event: JsonObject = request.resolved_event.raw_event
    sub = sub_of(event)
    if sub is None:
        detail = "an access token is required"
        raise Refused(HTTPStatus.UNAUTHORIZED, detail, WWW_Authenticate="Bearer")
    dependencies = cast(PrincipalDependencies, provided(request))
    try:
        user = dependencies.principals.user(sub)
    except _NOT_ADMITTED as refusal:
        raise _forbidden(refusal) from None
    with within_budget():
        dependencies.budgets.read(user.principal.user_id)
    note_sign_in(dependencies.sign_ins, user.principal, event)
    return user


CurrentUser = Annotated[SignedInUser, Depends(signed_in_user)]
"""The signed-in person with their record and their security profile."""


def _signed_in(user: CurrentUser) -> UserPrincipal:
    return user.principal


SignedIn = Annotated[UserPrincipal, Depends(_signed_in)]
"""The signed-in person. Requests without a valid token, and people who are no active users, are refused."""


def may(right: Right) -> Depends:
    """Returns the signed-in person if they have the right, and refuses the others. `required_right` tells
    which right a route needs."""

    def with_right(person: SignedIn) -> UserPrincipal:
        if not person.may(right):
            raise RightMissing(right)
        return person

    with_right.required_right = right  # type: ignore[attr-defined] # read by `required_right`
    return Depends(with_right)


def may_any(*rights: Right) -> Depends:
    """Returns the signed-in person if they have one of the rights: see `may`."""

    def with_one_right(person: SignedIn) -> UserPrincipal:
        if not any(map(person.may, rights)):
            raise RightMissing(rights[0])
        return person

    with_one_right.alternative_rights = rights  # type: ignore[attr-defined] # as in `may`
    return Depends(with_one_right)


def alternative_rights(dependency: Callable[..., object]) -> tuple[Right, ...]:
    """Returns the rights of which a dependency of a route requires one; empty if it is not one of
    `may_any`."""
    rights: tuple[Right, ...] = getattr(dependency, "alternative_rights", ())
    return rights


def required_right(dependency: Callable[..., object]) -> Right | None:
    """Returns the right that a dependency of a route requires, None if it is not one of `may`."""
    right: Right | None = getattr(dependency, "required_right", None)
    return right


def _forbidden(refusal: Refusal) -> Refused:
    return Refused(HTTPStatus.FORBIDDEN, str(refusal), code=refusal.code)


@contextmanager
def within_budget() -> Iterator[None]:
    """Answers 429 with Retry-After if the person's budget is used up."""
    try:
        yield
    except OverBudget as over:
        detail = "you sent too many requests: try again after the seconds in Retry-After"
        seconds = str(over.retry_after)
        raise Refused(HTTPStatus.TOO_MANY_REQUESTS, detail, Retry_After=seconds) from None
