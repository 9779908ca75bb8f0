"""Users and principals for the tests of this folder."""

from __future__ import annotations

from ringkeep.domain.access.profiles import (
    ADMINISTRATOR,
    BUILT_IN,
    ProfileVisibility,
    SecurityProfile,
)
from ringkeep.domain.access.sight import EVERYONE, NO_ONE
from ringkeep.domain.access.user_principal import UserPrincipal
from ringkeep.domain.access.users import Licence, User

PROFILES = {each.id: each for each in BUILT_IN}
ANN, BEN, CID = (letter * 32 for letter in "abc")


def user(
    user_id: str = BEN,
    profile: str = "agent",
    *,
    email: str = "ben@example.com",
    manager: str = "",
    active: bool = True,
    licences: frozenset[Licence] = frozenset(),
) -> User:
    return User(
        id=user_id,
        name="Ben",
        email=email,
        manager=manager,
        security_profile=profile,
        licences=licences,
        active=active,
        created_at=1.0,
        changed_at=1.0,
    )


def principal(profile: SecurityProfile = ADMINISTRATOR, user_id: str = ANN) -> UserPrincipal:
    sight = EVERYONE if profile.visibility is ProfileVisibility.ALL else NO_ONE
    return UserPrincipal(user_id, "Ann", profile.rights, sight)
