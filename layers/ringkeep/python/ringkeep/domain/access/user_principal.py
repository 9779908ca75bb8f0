"""The signed-in user: their rights, and what they may see. Every route, push, export and job asks
`may` and `sees`; nothing else decides."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from ringkeep.domain.access.profiles import SecurityProfile
from ringkeep.domain.access.rights import Right
from ringkeep.domain.access.sight import EVERYONE, OwnerOn, Sight
from ringkeep.domain.access.users import User
from ringkeep.domain.access.visibility import Owner


@dataclass(frozen=True)
class UserPrincipal:
    """`user_id` is empty for the command line, which acts with AWS credentials."""

    user_id: str
    name: str
    rights: frozenset[Right]
    sight: Sight

    def may(self, right: Right) -> bool:
        return right in self.rights

    def sees(self, owner: Owner, day: date) -> bool:
        return self.sight.sees(owner, day)

    def sees_recording(self, owners: Iterable[OwnerOn]) -> bool:
        return self.sight.sees_any(owners)

    def sees_user(self, user_id: str) -> bool:
        return self.sight.sees_user(user_id)

    @cached_property
    def fingerprint(self) -> str:
        """Changes when their rights or their sight change: an open page must then connect again."""
        parts = (self.user_id, *sorted(self.rights), self.sight.fingerprint)
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


COMMAND_LINE = UserPrincipal("", "command line", frozenset(Right), EVERYONE)
"""Someone with AWS credentials of the stack's owner, who could write to the tables directly."""
SYSTEM = UserPrincipal("", "system", frozenset(Right), EVERYONE)
"""Ringkeep's own jobs, such as the one that keeps the user pool in step."""


def principal_of(user: User, profile: SecurityProfile, sight: Sight) -> UserPrincipal | None:
    """Returns None for a deactivated user: they have no rights at all."""
    if not user.active:
        return None
    return UserPrincipal(user.id, user.name, profile.rights, sight)
