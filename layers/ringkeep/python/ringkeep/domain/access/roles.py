"""Roles and their rights."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class Right(StrEnum):
    VIEW_EVERYBODY = "realtime.view_everybody"
    VIEW_SELF = "realtime.view_self"
    ADMINISTER = "system.administer"


class Role(StrEnum):
    """The groups of the user pool, starting with the one that has the most rights."""

    ADMINISTRATOR = "Administrator"
    MANAGER = "Manager"
    AGENT = "Agent"

    @property
    def rights(self) -> frozenset[Right]:
        return _RIGHTS[self]


_RIGHTS = {
    Role.ADMINISTRATOR: frozenset({Right.ADMINISTER, Right.VIEW_EVERYBODY, Right.VIEW_SELF}),
    Role.MANAGER: frozenset({Right.VIEW_EVERYBODY, Right.VIEW_SELF}),
    Role.AGENT: frozenset({Right.VIEW_SELF}),
}


def role_of(groups: Iterable[str]) -> Role | None:
    """Returns the role with the most rights among the groups, None if no group is a role."""
    names = set(groups)
    return next((role for role in Role if role.value in names), None)
