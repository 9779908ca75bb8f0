"""No one gives more than they have: what someone who manages users may do to whom.

docs/decisions/security-profiles.md has the reasons.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from ringkeep.domain.access.profiles import ProfileVisibility, SecurityProfile
from ringkeep.domain.access.refusals import Refusal
from ringkeep.domain.access.rights import Right
from ringkeep.domain.access.user_principal import UserPrincipal


class RightMissing(Refusal):
    """`right` is the one that the request needs."""

    code: ClassVar[str] = "right_missing"
    field: ClassVar[str] = ""

    def __init__(self, right: Right) -> None:
        super().__init__(
            f"Your security profile lacks the right {right}. Ask an administrator for it."
        )
        self.right = right


class NoLongerActive(Refusal):
    """The person who asks was deactivated or removed since they signed in."""

    code: ClassVar[str] = "no_longer_active"
    field: ClassVar[str] = ""

    def __init__(self) -> None:
        super().__init__("You are no longer an active user. Ask an administrator to activate you.")


class ProfileBeyondYours(Refusal):
    code: ClassVar[str] = "profile_beyond_yours"
    field: ClassVar[str] = "security_profile"

    def __init__(self, lacking: Iterable[Right]) -> None:
        super().__init__(
            f"You can give only what you have, and you lack {_named(lacking)}."
            " Ask an administrator, or choose another profile."
        )


class PersonBeyondYours(Refusal):
    code: ClassVar[str] = "person_beyond_yours"
    field: ClassVar[str] = "id"

    def __init__(self, lacking: Iterable[Right]) -> None:
        super().__init__(
            f"This person has more rights than you: {_named(lacking)}."
            " Ask an administrator to make the change."
        )


class RightsBeyondYours(Refusal):
    code: ClassVar[str] = "rights_beyond_yours"
    field: ClassVar[str] = "rights"

    def __init__(self, lacking: Iterable[Right]) -> None:
        super().__init__(
            f"You can give or take only what you have, and you lack {_named(lacking)}."
            " Ask an administrator to change the profile."
        )


def authority_refusals(
    actor: UserPrincipal, before: SecurityProfile | None, after: SecurityProfile | None
) -> tuple[Refusal, ...]:
    """Returns why someone may not change a person who has the profile `before` (None: a new person) so
    that they have the profile `after` (None: the person is removed)."""
    if not actor.may(Right.MANAGE_USERS):
        return (RightMissing(Right.MANAGE_USERS),)
    if before is not None and not _covers(actor, before):
        return (PersonBeyondYours(_lacking(actor, before)),)
    if after is not None and not _covers(actor, after):
        return (ProfileBeyondYours(_lacking(actor, after)),)
    return ()


def profile_authority_refusals(
    actor: UserPrincipal, before: SecurityProfile | None, after: SecurityProfile | None
) -> tuple[Refusal, ...]:
    """Returns why someone may not create (`before` is None), change or delete (`after` is None) a
    security profile."""
    if not actor.may(Right.MANAGE_USERS):
        return (RightMissing(Right.MANAGE_USERS),)
    beyond = (each for each in (before, after) if each is not None and not _covers(actor, each))
    return tuple(RightsBeyondYours(_lacking(actor, each)) for each in beyond)[:1]


def _covers(actor: UserPrincipal, profile: SecurityProfile) -> bool:
    sees_enough = actor.sight.everyone or profile.visibility is ProfileVisibility.SELF
    return sees_enough and actor.rights >= profile.rights


def _lacking(actor: UserPrincipal, profile: SecurityProfile) -> Iterable[Right]:
    return profile.rights - actor.rights


def _named(rights: Iterable[Right]) -> str:
    return ", ".join(sorted(rights)) or f"the visibility {ProfileVisibility.ALL}"
