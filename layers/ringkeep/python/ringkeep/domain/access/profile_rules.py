"""What is checked before a security profile is created, changed or deleted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar, Final

from ringkeep.domain.access.profiles import ProfileVisibility, SecurityProfile, profile_key
from ringkeep.domain.access.refusals import Refusal
from ringkeep.domain.access.rights import Right

MOST_OWN: Final = 200
"""Every change of a user reads all profiles."""


class ProfileNameTaken(Refusal):
    code: ClassVar[str] = "profile_name_taken"
    field: ClassVar[str] = "name"

    def __init__(self) -> None:
        super().__init__(
            "Another security profile has this name. Choose a name that differs in more than case,"
            " spaces and hyphens."
        )


class ProfileBuiltIn(Refusal):
    code: ClassVar[str] = "profile_built_in"
    field: ClassVar[str] = "id"

    def __init__(self) -> None:
        super().__init__(
            "A built-in security profile cannot be changed or deleted. Create a profile of your own"
            " instead."
        )


class ProfileInUse(Refusal):
    code: ClassVar[str] = "profile_in_use"
    field: ClassVar[str] = "id"

    def __init__(self, users: int) -> None:
        people = "1 user has" if users == 1 else f"{users} users have"
        super().__init__(f"{people} this security profile. Give them another one first.")


class TooManyProfiles(Refusal):
    code: ClassVar[str] = "too_many_profiles"
    field: ClassVar[str] = "name"

    def __init__(self) -> None:
        super().__init__(
            f"There are {MOST_OWN} security profiles of your own already. Delete one that no one has."
        )


class ManagingUsersNeedsAll(Refusal):
    """Someone who manages users decides who sees whose calls. With a smaller visibility they could
    extend their own: by giving themself people or extensions."""

    code: ClassVar[str] = "managing_users_needs_all"
    field: ClassVar[str] = "visibility"

    def __init__(self) -> None:
        super().__init__(
            f"A profile with the right {Right.MANAGE_USERS} needs the visibility all. Choose it, or"
            " take the right away."
        )


def profile_refusals(
    new: SecurityProfile, profiles: Mapping[str, SecurityProfile]
) -> tuple[Refusal, ...]:
    """Returns why the profile cannot be stored, beside or in place of the others (by id)."""
    return tuple(_profile_refusals(new, profiles))


def _profile_refusals(
    new: SecurityProfile, profiles: Mapping[str, SecurityProfile]
) -> Iterator[Refusal]:
    stored = profiles.get(new.id)
    if new.built_in or (stored is not None and stored.built_in):
        yield ProfileBuiltIn()
        return
    if _is_taken(new, profiles):
        yield ProfileNameTaken()
    if stored is None and sum(not each.built_in for each in profiles.values()) >= MOST_OWN:
        yield TooManyProfiles()
    if new.may(Right.MANAGE_USERS) and new.visibility is not ProfileVisibility.ALL:
        yield ManagingUsersNeedsAll()


def _is_taken(new: SecurityProfile, profiles: Mapping[str, SecurityProfile]) -> bool:
    """An id counts like a name, since people and scripts may give either."""
    others = (each for each in profiles.values() if each.id != new.id)
    key = profile_key(new.name)
    return any(key in (each.id, profile_key(each.name)) for each in others)


def deletion_refusals(profile: SecurityProfile, users: int) -> tuple[Refusal, ...]:
    """Returns why the profile cannot be deleted. `users` is the number of users who have it, active
    or not: someone who is activated again needs their profile."""
    if profile.built_in:
        return (ProfileBuiltIn(),)
    return (ProfileInUse(users),) if users else ()
