"""Who asks for a change, checked again at the moment of the change.

The rights that a person had when they signed in, or when their request began, are not enough: someone
may have deactivated them, or taken a right from them, since. So every change reads the person and
their profile again, and is written under the condition that both have not changed.
"""

from __future__ import annotations

from dataclasses import dataclass

from ringkeep.domain.access.audit import Actor, ActorKind, Origin
from ringkeep.domain.access.authority import NoLongerActive
from ringkeep.domain.access.profiles import ProfileVisibility, SecurityProfile
from ringkeep.domain.access.sight import Sight
from ringkeep.domain.access.user_principal import (
    COMMAND_LINE,
    SYSTEM,
    UserPrincipal,
    principal_of,
)
from ringkeep.domain.access.users import User
from ringkeep.domain.model import Model
from ringkeep.usecases.access.ports import PeopleStore, ProfileSet


class ChangeRequest(Model):
    """`user_id` is empty for someone with AWS credentials, and `name` then their AWS principal. `system`:
    Ringkeep itself, and `name` is then the job."""

    user_id: str = ""
    name: str = ""
    origin: Origin = Origin()
    request_id: str = ""
    system: bool = False


@dataclass(frozen=True)
class CurrentActor:
    """`user` and `profile` are None for the command line and the system, which have every right."""

    principal: UserPrincipal
    audited: Actor
    user: User | None = None
    profile: SecurityProfile | None = None


def current_actor(request: ChangeRequest, store: PeopleStore, profiles: ProfileSet) -> CurrentActor:
    """Raises NoLongerActive."""
    if not request.user_id:
        return _program(request)
    record = store.user(request.user_id)
    profile = profiles.by_id.get(record.user.security_profile) if record else None
    if record is None or profile is None:
        raise NoLongerActive
    principal = principal_of(record.user, profile, _sight(profile))
    if principal is None:
        raise NoLongerActive
    actor = Actor(kind=ActorKind.USER, id=record.user.id, name=record.user.name)
    return CurrentActor(principal, actor, record.user, profile)


def _program(request: ChangeRequest) -> CurrentActor:
    kind = ActorKind.SYSTEM if request.system else ActorKind.COMMAND_LINE
    principal = SYSTEM if request.system else COMMAND_LINE
    return CurrentActor(principal, Actor(kind=kind, name=request.name))


def _sight(profile: SecurityProfile) -> Sight:
    """Whom exactly a team has does not matter to someone who changes users: they need everyone."""
    return Sight(everyone=profile.visibility is ProfileVisibility.ALL)
