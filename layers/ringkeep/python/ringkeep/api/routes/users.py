"""The routes of users: list, add, read, change, invite."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from http import HTTPStatus
from typing import Annotated, Protocol, cast

from aws_lambda_powertools.event_handler import Depends, Response
from aws_lambda_powertools.event_handler.openapi.params import Query
from aws_lambda_powertools.event_handler.request import Request

from ringkeep.api.bodies import json_body
from ringkeep.api.dependencies import PrincipalDependencies, may, provided
from ringkeep.api.description import CHANGES, PERSONAL, SIGNED_IN, documented_responses
from ringkeep.api.models import FieldProblem
from ringkeep.api.origins import Changing
from ringkeep.api.responses import json_response
from ringkeep.api.routes import new_router
from ringkeep.api.versions import IfMatch, etag
from ringkeep.api.views.common import Cursor, EntityId, Limit
from ringkeep.api.views.users import (
    InformationBody,
    NewUserBody,
    UserChangesBody,
    UserList,
    UserView,
    user_view,
)
from ringkeep.api.work import StartsWork, start_work
from ringkeep.api.wrong_input import InputWrong
from ringkeep.domain.access.periods import Period
from ringkeep.domain.access.rights import Right
from ringkeep.domain.access.user_principal import UserPrincipal
from ringkeep.domain.access.user_records import UserRecord
from ringkeep.domain.access.users import AccountInformation
from ringkeep.usecases.access.add_user import AddUser, NewUser
from ringkeep.usecases.access.change_user import ChangeUser, UserChanges
from ringkeep.usecases.access.extensions import ExtensionChoice
from ringkeep.usecases.access.invite_user import Invite
from ringkeep.usecases.access.pool_ports import Invitations
from ringkeep.usecases.access.read_users import ReadUsers

router = new_router()

ManagesUsers = Annotated[UserPrincipal, may(Right.MANAGE_USERS)]
Name = Annotated[
    str,
    Query(
        min_length=1,
        max_length=320,
        description="how a name begins, without case and accents; or a whole e-mail address",
    ),
]


class Dated(Protocol):
    @property
    def first_day(self) -> date | None: ...

    @property
    def last_day(self) -> date | None: ...


class UserDependencies(PrincipalDependencies, Protocol):
    @property
    def users(self) -> ReadUsers: ...

    @property
    def add_user(self) -> AddUser: ...

    @property
    def change_user(self) -> ChangeUser: ...

    @property
    def invite(self) -> Invite: ...

    @property
    def invitations(self) -> Invitations: ...

    @property
    def work(self) -> StartsWork: ...


def _dependencies(request: Request) -> UserDependencies:
    return cast(UserDependencies, provided(request))


Users = Annotated[UserDependencies, Depends(_dependencies)]


@router.get(
    "/v1/users",
    summary="The users, by name",
    operation_id="listUsers",
    responses=documented_responses(UserList, "a page of users", PERSONAL),
    security=SIGNED_IN,
    compress=True,
)
def list_users(
    person: ManagesUsers,
    users: Users,
    name: Name = "",
    cursor: Cursor = "",
    limit: Limit = 50,
) -> Response[str]:
    found = users.users.page(name, cursor, limit)
    invitations = users.invitations.invitations([each.user.id for each in found.records])
    views = (
        user_view(each, found.context, invitations.get(each.user.id)) for each in found.records
    )
    return json_response(UserList(items=tuple(views), next=found.next or None))


@router.post(
    "/v1/users",
    summary="Add a user",
    description="With `service` and `extension_id` they get the extension in the same step.",
    operation_id="addUser",
    responses=documented_responses(UserView, "the new user", CHANGES, HTTPStatus.CREATED),
    security=SIGNED_IN,
)
def add_user(
    person: ManagesUsers,
    change: Changing,
    body: Annotated[NewUserBody, json_body(NewUserBody)],
    users: Users,
) -> Response[str]:
    record = users.add_user(_new_user(body), change, _choice(body))
    start_work(users.work)
    place = {"Location": f"/v1/users/{record.user.id}"}
    return user_response(users, record, HTTPStatus.CREATED, place)


@router.get(
    "/v1/users/<user_id>",
    summary="One user",
    operation_id="getUser",
    responses=documented_responses(UserView, "the user", [*PERSONAL, HTTPStatus.NOT_FOUND]),
    security=SIGNED_IN,
)
def read_user(person: ManagesUsers, user_id: EntityId, users: Users) -> Response[str]:
    return user_response(users, users.users.one(user_id))


@router.patch(
    "/v1/users/<user_id>",
    summary="Change a user, deactivate or activate them",
    description="With another `email` they sign in with the new address from then on. Their password, their"
    " authenticator app and their account at the company's identity provider stay connected. Someone who"
    " has not signed in yet is invited at the new address.",
    operation_id="changeUser",
    responses=documented_responses(UserView, "the user", [*CHANGES, HTTPStatus.NOT_FOUND]),
    security=SIGNED_IN,
)
def change_user(
    person: ManagesUsers,
    change: Changing,
    read: IfMatch,
    user_id: EntityId,
    body: Annotated[UserChangesBody, json_body(UserChangesBody)],
    users: Users,
) -> Response[str]:
    before = users.users.one(user_id)
    version = read.of(lambda: before.user.version)
    record = users.change_user(
        user_id, _changes(before, body), change, version=version, action=_action(body)
    )
    if _concerns_sign_in(before, record):
        start_work(users.work)
    return user_response(users, record)


@router.post(
    "/v1/users/<user_id>/invitation",
    summary="Invite a user, or invite them again",
    description="Queues an e-mail with a new temporary password. Someone who has signed in already gets"
    " none. Within five minutes of the last invitation to the same address: 409 `invited_just_now`, whose"
    " `detail` says when the next one is possible.",
    operation_id="inviteUser",
    responses=documented_responses(
        UserView, "queued", [*CHANGES, HTTPStatus.NOT_FOUND], HTTPStatus.ACCEPTED
    ),
    security=SIGNED_IN,
)
def invite_user(
    person: ManagesUsers, change: Changing, user_id: EntityId, users: Users
) -> Response[str]:
    record = users.invite(user_id, change)
    start_work(users.work)
    return user_response(users, record, HTTPStatus.ACCEPTED)


def _concerns_sign_in(before: UserRecord, after: UserRecord) -> bool:
    """Whether the user pool has to follow."""
    old, new = before.user, after.user
    return (old.active, old.email) != (new.active, new.email)


def user_response(
    users: UserDependencies,
    record: UserRecord,
    status: HTTPStatus = HTTPStatus.OK,
    headers: dict[str, str] | None = None,
) -> Response[str]:
    id_ = record.user.id
    invitation = users.invitations.invitations([id_]).get(id_)
    view = user_view(record, users.users.context([record]), invitation)
    return json_response(view, status, {**etag(record.user.version), **(headers or {})})


def _new_user(body: NewUserBody) -> NewUser:
    return NewUser(
        name=body.name,
        email=body.email,
        information=_information(AccountInformation(), body.information),
        manager=body.manager or "",
        security_profile=body.security_profile,
        licences=body.licences,
        invite=body.invite,
    )


def _choice(body: NewUserBody) -> ExtensionChoice | None:
    if body.service and body.extension_id:
        period = checked_period(body)
        return ExtensionChoice(service=body.service, extension_id=body.extension_id, period=period)
    names = ("service", "extension_id", "first_day", "last_day")
    alone = [name for name in names if getattr(body, name)]
    if alone:
        raise _wrong(alone, "Give service and extension_id together, and days only with them.")
    return None


def checked_period(body: Dated) -> Period:
    """Raises InputWrong if the last day is before the first."""
    if body.first_day and body.last_day and body.last_day < body.first_day:
        raise _wrong(["last_day"], "The last day is before the first day.")
    return Period(first_day=body.first_day, last_day=body.last_day)


def _wrong(fields: Iterable[str], detail: str) -> InputWrong:
    return InputWrong([FieldProblem(code="invalid", field=each, detail=detail) for each in fields])


def _changes(before: UserRecord, body: UserChangesBody) -> UserChanges:
    manager = (body.manager or "") if body.given("manager") else None
    information = (
        _information(before.user.information, body.information) if body.information else None
    )
    return UserChanges(
        name=body.name,
        email=body.email,
        information=information,
        manager=manager,
        security_profile=body.security_profile,
        licences=body.licences,
        active=body.active,
    )


def _information(before: AccountInformation, given: InformationBody | None) -> AccountInformation:
    parts = {} if given is None else {name: value for name, value in given if value is not None}
    return before.model_copy(update=parts)


def _action(body: UserChangesBody) -> str:
    """A change that only deactivates or activates has a name of its own in the audit log."""
    if body.model_fields_set == {"active"}:
        return "users.activate" if body.active else "users.deactivate"
    return "users.change"
