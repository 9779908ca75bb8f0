"""The administrators, as one item with a version: the last one cannot be removed.

The item is written in the transaction that changes the user, under the condition that its version
has not changed. If two administrators demote each other at the same moment, one transaction fails,
reads again, and is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from ringkeep.domain.access.profiles import SecurityProfile
from ringkeep.domain.access.refusals import Refusal
from ringkeep.domain.access.users import User
from ringkeep.domain.model import Model


class LastAdministrator(Refusal):
    code: ClassVar[str] = "last_administrator"
    field: ClassVar[str] = "security_profile"

    def __init__(self) -> None:
        super().__init__(
            "This is the last administrator. Make another active user an administrator first."
        )


def is_administrator(user: User | None, profiles: Mapping[str, SecurityProfile]) -> bool:
    """Whether the user is active and has the profile Administrator. None is no user."""
    if user is None or not user.active:
        return False
    profile = profiles.get(user.security_profile)
    return profile is not None and profile.is_administrator


class Administrators(Model):
    """The ids of all active administrators. `version` is 0 before the first one is stored."""

    ids: frozenset[str] = frozenset()
    version: int = 0

    def after(
        self, before: User | None, after: User | None, profiles: Mapping[str, SecurityProfile]
    ) -> Administrators:
        """Returns the item after a user was added (`before` is None), changed, or removed (`after` is
        None). It is this item if nothing changes. Raises LastAdministrator, also if the item does not
        list the last administrator yet."""
        known = self.ids | _one(before, profiles)
        removed = frozenset({before.id}) if before is not None else frozenset()
        ids = (known - removed) | _one(after, profiles)
        if known and not ids:
            raise LastAdministrator
        return self if ids == self.ids else Administrators(ids=ids, version=self.version + 1)


def _one(user: User | None, profiles: Mapping[str, SecurityProfile]) -> frozenset[str]:
    if user is None or not is_administrator(user, profiles):
        return frozenset()
    return frozenset({user.id})
