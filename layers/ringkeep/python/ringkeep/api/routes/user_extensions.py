"""The routes that give users extensions, and that list the extensions."""

from __future__ import annotations

from typing import Annotated, Protocol, cast

from aws_lambda_powertools.event_handler import Depends, Response
from aws_lambda_powertools.event_handler.openapi.params import Query
from aws_lambda_powertools.event_handler.request import Request

from ringkeep.api.bodies import json_body
from ringkeep.api.dependencies import provided
from ringkeep.api.description import CHANGES, NOT_FOUND, PERSONAL, SIGNED_IN, documented_responses
from ringkeep.api.origins import Changing
from ringkeep.api.refusals import field_problems
from ringkeep.api.responses import json_response
from ringkeep.api.routes import new_router
from ringkeep.api.routes.users import ManagesUsers, UserDependencies, checked_period, user_response
from ringkeep.api.versions import IfMatch
from ringkeep.api.views.common import Cursor, EntityId, Limit
from ringkeep.api.views.extensions import ExtensionList, extension_view
from ringkeep.api.views.users import (
    AssignBody,
    FromExtensionsBody,
    TakenOverList,
    TakenOverView,
    UserView,
    WithdrawBody,
)
from ringkeep.api.work import start_work
from ringkeep.domain.access.assignments import UserAssignment
from ringkeep.domain.access.periods import Period
from ringkeep.domain.access.visibility import Owner
from ringkeep.usecases.access.assign_extension import AssignExtension
from ringkeep.usecases.access.extensions import ExtensionChoice
from ringkeep.usecases.access.list_extensions import ListExtensions
from ringkeep.usecases.access.users_from_extensions import (
    TakenOver,
    TakenOverResult,
    UsersFromExtensions,
)

router = new_router()

Service = Annotated[
    str, Query(min_length=1, max_length=40, description="only the extensions of this service")
]
Name = Annotated[
    str,
    Query(
        min_length=1,
        max_length=200,
        description="a part of a name, a number, an e-mail address or a site",
    ),
]


class ExtensionDependencies(UserDependencies, Protocol):
    @property
    def extensions(self) -> ListExtensions: ...

    @property
    def assign_extension(self) -> AssignExtension: ...

    @property
    def users_from_extensions(self) -> UsersFromExtensions: ...


def _dependencies(request: Request) -> ExtensionDependencies:
    return cast(ExtensionDependencies, provided(request))


Extensions = Annotated[ExtensionDependencies, Depends(_dependencies)]


@router.get(
    "/v1/extensions",
    summary="The extensions, with the user who has each of them today",
    operation_id="listExtensions",
    responses=documented_responses(ExtensionList, "a page of extensions", [*PERSONAL, NOT_FOUND]),
    security=SIGNED_IN,
    compress=True,
)
def list_extensions(
    person: ManagesUsers,
    extensions: Extensions,
    service: Service = "",
    name: Name = "",
    cursor: Cursor = "",
    limit: Limit = 50,
) -> Response[str]:
    found = extensions.extensions(service, name, cursor, limit)
    items = tuple(map(extension_view, found.extensions))
    return json_response(ExtensionList(items=items, next=found.next or None))


@router.post(
    "/v1/users/<user_id>/extensions",
    summary="Give a user an extension, or change the days of one",
    operation_id="assignExtension",
    responses=documented_responses(UserView, "the user", [*CHANGES, NOT_FOUND]),
    security=SIGNED_IN,
)
def assign(
    person: ManagesUsers,
    change: Changing,
    read: IfMatch,
    user_id: EntityId,
    body: Annotated[AssignBody, json_body(AssignBody)],
    extensions: Extensions,
) -> Response[str]:
    version = read.of(lambda: extensions.users.one(user_id).user.version)
    record = extensions.assign_extension(user_id, _choice(body), change, version=version)
    return user_response(extensions, record)


@router.post(
    "/v1/users/<user_id>/extensions/withdraw",
    summary="Remove an assignment that should never have been",
    description="To end one, assign the extension again with a last day: who had it then decides who sees"
    " the recordings of that time.",
    operation_id="withdrawExtension",
    responses=documented_responses(UserView, "the user", [*CHANGES, NOT_FOUND]),
    security=SIGNED_IN,
)
def withdraw(
    person: ManagesUsers,
    change: Changing,
    read: IfMatch,
    user_id: EntityId,
    body: Annotated[WithdrawBody, json_body(WithdrawBody)],
    extensions: Extensions,
) -> Response[str]:
    version = read.of(lambda: extensions.users.one(user_id).user.version)
    extension = Owner(body.service, body.account_id, body.extension_id)
    held = UserAssignment(extension, checked_period(body))
    record = extensions.assign_extension.withdraw(user_id, held, change, version=version)
    return user_response(extensions, record)


@router.post(
    "/v1/users/from-extensions",
    summary="Take users over from the extension list",
    description="Adds one user for each extension, with its name and e-mail address. One that is refused"
    " stops no other one. Sent again, it adds no one twice.",
    operation_id="addUsersFromExtensions",
    responses=documented_responses(TakenOverList, "what became of each extension", CHANGES),
    security=SIGNED_IN,
)
def from_extensions(
    person: ManagesUsers,
    change: Changing,
    body: Annotated[FromExtensionsBody, json_body(FromExtensionsBody)],
    extensions: Extensions,
) -> Response[str]:
    results = extensions.users_from_extensions(_taken_over(body), change)
    start_work(extensions.work)
    return json_response(TakenOverList(items=tuple(map(_taken_over_view, results))))


def _choice(body: AssignBody) -> ExtensionChoice:
    return ExtensionChoice(
        service=body.service,
        extension_id=body.extension_id,
        period=checked_period(body),
        replaced=checked_period(body.replaced) if body.replaced else None,
    )


def _taken_over(body: FromExtensionsBody) -> TakenOver:
    return TakenOver(
        service=body.service,
        extension_ids=body.extension_ids,
        security_profile=body.security_profile,
        licences=body.licences,
        manager=body.manager or "",
        period=Period(first_day=body.first_day),
        invite=body.invite,
    )


def _taken_over_view(result: TakenOverResult) -> TakenOverView:
    return TakenOverView(
        extension_id=result.extension_id,
        status="added" if result.user_id else "refused",
        user_id=result.user_id or None,
        errors=field_problems(result.refusals),
    )
