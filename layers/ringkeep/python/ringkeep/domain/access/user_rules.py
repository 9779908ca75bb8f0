"""What is checked before a user is added, changed, deactivated or removed.

    refusals = user_refusals(UserChange(before, after, actor), people)

The checks read nothing: `People` holds what the caller read. What must hold at the moment of writing
(one user for an e-mail address, the ceiling, the last administrator, the tree) is a condition of the
transaction as well, since another request may write between reading and writing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from ringkeep.domain.access.administrators import Administrators
from ringkeep.domain.access.authority import authority_refusals
from ringkeep.domain.access.emails import EmailNotValid, EmailTaken, normal_email
from ringkeep.domain.access.licence_counts import LicenceCounts
from ringkeep.domain.access.manager_tree import ManagerTree
from ringkeep.domain.access.profiles import SecurityProfile
from ringkeep.domain.access.refusals import Refusal
from ringkeep.domain.access.user_principal import UserPrincipal
from ringkeep.domain.access.users import User


class ManagerUnknown(Refusal):
    code: ClassVar[str] = "manager_unknown"
    field: ClassVar[str] = "manager"

    def __init__(self) -> None:
        super().__init__("The manager is not a user. Add them first, or choose another manager.")


class ManagerInactive(Refusal):
    code: ClassVar[str] = "manager_inactive"
    field: ClassVar[str] = "manager"

    def __init__(self) -> None:
        super().__init__(
            "The manager is deactivated. Activate them first, or choose another manager."
        )


class ProfileUnknown(Refusal):
    code: ClassVar[str] = "profile_unknown"
    field: ClassVar[str] = "security_profile"

    def __init__(self, profiles: Mapping[str, SecurityProfile]) -> None:
        names = sorted(each.name for each in profiles.values())
        super().__init__(f"There is no such security profile. Choose from: {', '.join(names)}.")


@dataclass(frozen=True)
class UserChange:
    """`before` is None for a new user, `after` is None for one who is removed."""

    before: User | None
    after: User | None
    actor: UserPrincipal


@dataclass(frozen=True)
class People:
    """What was read of the other users. `manager` is the user named by the changed one's `manager`,
    None if there is none. `email_owner` is the id of the user who has the e-mail address, empty if
    it is free."""

    profiles: Mapping[str, SecurityProfile]
    administrators: Administrators
    tree: ManagerTree = field(default_factory=ManagerTree)
    licences: LicenceCounts = field(default_factory=LicenceCounts)
    manager: User | None = None
    email_owner: str = ""


def user_refusals(change: UserChange, people: People) -> tuple[Refusal, ...]:
    """Returns everything that is wrong with the change, empty if it may be written."""
    return tuple(_refusals(change, people))


def _refusals(change: UserChange, people: People) -> Iterator[Refusal]:
    before, after = change.before, change.after
    yield from _profile_refusals(change, people)
    yield from _caught(lambda: people.administrators.after(before, after, people.profiles))
    yield from _caught(lambda: people.licences.after(before, after))
    if after is None:
        return
    if before is None or before.email != after.email:
        yield from _email_refusals(after, people)
    if before is None or before.manager != after.manager:
        yield from _manager_refusals(after, people)


def _profile_refusals(change: UserChange, people: People) -> Iterator[Refusal]:
    """A stored user whose profile no longer exists has no rights, so that anyone who manages users
    can give them another one."""
    before, after = (
        people.profiles.get(user.security_profile) if user else None
        for user in (change.before, change.after)
    )
    if change.after is not None and after is None:
        yield ProfileUnknown(people.profiles)
    yield from authority_refusals(change.actor, before, after)


def _email_refusals(after: User, people: People) -> Iterator[Refusal]:
    try:
        normal = normal_email(after.email)
    except EmailNotValid as refusal:
        yield refusal
        return
    if normal != after.email:
        yield EmailNotValid()
    if people.email_owner not in ("", after.id):
        yield EmailTaken()


def _manager_refusals(after: User, people: People) -> Iterator[Refusal]:
    if not after.manager:
        return
    if after.manager == after.id:
        pass  # the tree refuses it
    elif people.manager is None or people.manager.id != after.manager:
        yield ManagerUnknown()
    elif not people.manager.active:
        yield ManagerInactive()
    yield from _caught(lambda: people.tree.changed(after.id, after.manager))


def _caught(rule: Callable[[], object]) -> Iterator[Refusal]:
    try:
        rule()
    except Refusal as refusal:
        yield refusal
