"""Users as the API reads and shows them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, ClassVar, Final

from pydantic import Field, StringConstraints
from pydantic.json_schema import SkipJsonSchema

from ringkeep.api.bodies import Body
from ringkeep.api.models import FieldProblem
from ringkeep.api.views.common import MANAGER_ID, USER_ID, example, moment
from ringkeep.domain.access.pool_tasks import Invitation, InvitationState
from ringkeep.domain.access.user_records import UserRecord
from ringkeep.domain.access.users import Licence, Notes, Text, UserName
from ringkeep.domain.access.visibility import Owner
from ringkeep.domain.json import JsonObject
from ringkeep.domain.model import Model
from ringkeep.usecases.access.read_users import UserContext
from ringkeep.usecases.access.users_from_extensions import MOST_EXTENSIONS

Email = Annotated[str, StringConstraints(max_length=320)]
"""Its form is checked by the rules of users, together with everything else."""
ProfileRef = Annotated[str, StringConstraints(min_length=1, max_length=100)]
"""The id of a security profile, or its name in any case."""
Manager = Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{32})?$")]
"""The id of another user, empty for none."""
ServiceName = Annotated[str, StringConstraints(min_length=1, max_length=32)]
ExtensionId = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Licences = frozenset[Licence]

_PERIOD: Final = {"first_day": "2026-01-01", "last_day": None}
_EXTENSION: Final[JsonObject] = {
    "service": "main",
    "account_id": "809646016",
    "extension_id": "62264425016",
    "number": "101",
    **_PERIOD,
}
_INFORMATION: Final[JsonObject] = {
    "employee_number": "4711",
    "team": "North",
    "site": "Denver",
    "notes": "",
}
_INVITATION: Final[JsonObject] = {
    "state": "sent",
    "at": "2026-11-26T08:00:30Z",
    "detail": "",
}
USER: Final[JsonObject] = {
    "id": USER_ID,
    "name": "Ann Lee",
    "email": "ann.lee@example.com",
    "active": True,
    "security_profile": "agent",
    "security_profile_name": "Agent",
    "manager": MANAGER_ID,
    "manager_name": "Mia Stone",
    "licences": ["call_recording", "evaluation"],
    "information": _INFORMATION,
    "extensions": [_EXTENSION],
    "invitation": _INVITATION,
    "created_at": "2026-11-26T08:00:00Z",
    "changed_at": "2026-11-26T08:00:00Z",
    "version": 1,
}


class InformationView(Model):
    employee_number: str
    team: str
    site: str
    notes: str


class AssignedExtension(Model):
    """Days are days in the service's time zone, both included. Null is open. `number` is null if
    RingCentral has listed no such extension, or one without a number."""

    service: str
    account_id: str
    extension_id: str
    number: str | None
    first_day: date | None
    last_day: date | None


class InvitationView(Model):
    """`at` is null if there was none. `detail` says what to do about a failed or waiting one."""

    state: InvitationState
    at: datetime | None
    detail: str


class UserView(Model):
    """`security_profile` and `manager` are ids."""

    model_config = example(USER)
    id: str
    name: str
    email: str
    active: bool
    security_profile: str
    security_profile_name: str
    manager: str | None
    manager_name: str | None
    licences: tuple[Licence, ...]
    information: InformationView
    extensions: tuple[AssignedExtension, ...]
    invitation: InvitationView
    created_at: datetime
    changed_at: datetime
    version: int


class UserList(Model):
    model_config = example({"items": [USER], "next": None})
    items: tuple[UserView, ...]
    next: str | None


class InformationBody(Body):
    """Parts that are left out stay as they are."""

    employee_number: Text | SkipJsonSchema[None] = None
    team: Text | SkipJsonSchema[None] = None
    site: Text | SkipJsonSchema[None] = None
    notes: Notes | SkipJsonSchema[None] = None


class NewUserBody(Body):
    """`invite`: they get an e-mail with a temporary password."""

    model_config = example(
        {
            "name": "Ann Lee",
            "email": "ann.lee@example.com",
            "security_profile": "Agent",
            "licences": ["call_recording", "evaluation"],
            "service": "main",
            "extension_id": "62264425016",
            "first_day": "2026-01-01",
            "manager": MANAGER_ID,
            "information": {"team": "North"},
            "invite": True,
        }
    )
    nullable: ClassVar = frozenset(
        {"service", "extension_id", "first_day", "last_day", "manager", "information"}
    )
    name: UserName
    email: Email
    security_profile: ProfileRef
    licences: Licences = frozenset()
    service: ServiceName | None = None
    extension_id: ExtensionId | None = None
    first_day: date | None = None
    last_day: date | None = None
    manager: Manager | None = None
    information: InformationBody | None = None
    invite: bool = True


class UserChangesBody(Body):
    """Fields that are left out stay as they are. `manager` null or empty: none."""

    model_config = example({"manager": MANAGER_ID, "information": {"team": "South"}})
    nullable: ClassVar = frozenset({"manager"})
    name: UserName | SkipJsonSchema[None] = None
    email: Email | SkipJsonSchema[None] = None
    information: InformationBody | SkipJsonSchema[None] = None
    manager: Manager | None = None
    security_profile: ProfileRef | SkipJsonSchema[None] = None
    licences: Licences | SkipJsonSchema[None] = None
    active: bool | SkipJsonSchema[None] = None


class ReplacedPeriod(Body):
    """A period in which the user has the extension already."""

    nullable: ClassVar = frozenset({"first_day", "last_day"})
    first_day: date | None = None
    last_day: date | None = None


class AssignBody(Body):
    """`replaced` is the period of the user's own assignment that this one takes the place of."""

    model_config = example(
        {"service": "main", "extension_id": "62264425016", "first_day": "2026-12-01"}
    )
    nullable: ClassVar = frozenset({"first_day", "last_day", "replaced"})
    service: ServiceName
    extension_id: ExtensionId
    first_day: date | None = None
    last_day: date | None = None
    replaced: ReplacedPeriod | None = None


class WithdrawBody(Body):
    """An assignment as the user's `extensions` show it. `number` is not looked at."""

    model_config = example(_EXTENSION)
    nullable: ClassVar = frozenset({"number", "first_day", "last_day"})
    service: ServiceName
    account_id: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    extension_id: ExtensionId
    number: Annotated[str, StringConstraints(max_length=200)] | None = None
    first_day: date | None = None
    last_day: date | None = None


class FromExtensionsBody(Body):
    """What the new users have in common. Their names and addresses are those of the extensions."""

    model_config = example(
        {
            "service": "main",
            "extension_ids": ["62264425016", "62264426016"],
            "security_profile": "agent",
            "licences": ["call_recording"],
        }
    )
    nullable: ClassVar = frozenset({"manager", "first_day"})
    service: ServiceName
    extension_ids: Annotated[
        tuple[ExtensionId, ...], Field(min_length=1, max_length=MOST_EXTENSIONS)
    ]
    security_profile: ProfileRef
    licences: Licences = frozenset()
    manager: Manager | None = None
    first_day: date | None = None
    invite: bool = False


class TakenOverView(Model):
    """`status` is `added` or `refused`. `user_id` is null for a refused one."""

    extension_id: str
    status: str
    user_id: str | None
    errors: tuple[FieldProblem, ...]


class TakenOverList(Model):
    model_config = example(
        {
            "items": [
                {
                    "extension_id": "62264425016",
                    "status": "added",
                    "user_id": USER_ID,
                    "errors": [],
                },
                {
                    "extension_id": "62264426016",
                    "status": "refused",
                    "user_id": None,
                    "errors": [
                        {
                            "code": "email_taken",
                            "field": "email",
                            "detail": "Another user has this e-mail address. Use a different one, or"
                            " change that user.",
                        }
                    ],
                },
            ]
        }
    )
    items: tuple[TakenOverView, ...]


def user_view(record: UserRecord, context: UserContext, invitation: Invitation | None) -> UserView:
    user = record.user
    profile = context.profiles.get(user.security_profile)
    return UserView(
        id=user.id,
        name=user.name,
        email=user.email,
        active=user.active,
        security_profile=user.security_profile,
        security_profile_name=profile.name if profile else "",
        manager=user.manager or None,
        manager_name=context.managers.get(user.manager),
        licences=tuple(sorted(user.licences)),
        information=InformationView(**dict(user.information)),
        extensions=tuple(_extensions(record, context.numbers)),
        invitation=_invitation(invitation or Invitation()),
        created_at=moment(user.created_at),
        changed_at=moment(user.changed_at),
        version=user.version,
    )


def _extensions(record: UserRecord, numbers: Mapping[Owner, str]) -> list[AssignedExtension]:
    held = [
        AssignedExtension(
            **each.extension._asdict(),
            number=numbers.get(Owner(*each.extension)) or None,
            **dict(each.period),
        )
        for each in record.assignments
    ]
    return sorted(held, key=lambda each: (each.last_day or date.max, each.service), reverse=True)


def _invitation(invitation: Invitation) -> InvitationView:
    at = moment(invitation.at) if invitation.at else None
    return InvitationView(state=invitation.state, at=at, detail=invitation.detail)
