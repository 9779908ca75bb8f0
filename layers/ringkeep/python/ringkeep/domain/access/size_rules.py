"""Bounds of what is stored as one item about all people: DynamoDB takes 400 KB, and each change reads it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Final

from ringkeep.domain.access.administrators import Administrators
from ringkeep.domain.access.refusals import Refusal
from ringkeep.domain.access.teams import Teams

MOST_MANAGERS: Final = 8_000
MOST_ADMINISTRATORS: Final = 2_000


class TooManyManagers(Refusal):
    code: ClassVar[str] = "too_many_managers"
    field: ClassVar[str] = "manager"

    def __init__(self) -> None:
        super().__init__(
            f"{MOST_MANAGERS:,} people have someone who reports to them already. Choose one of these as the"
            " manager."
        )


class TooManyAdministrators(Refusal):
    code: ClassVar[str] = "too_many_administrators"
    field: ClassVar[str] = "security_profile"

    def __init__(self) -> None:
        super().__init__(
            f"There are {MOST_ADMINISTRATORS:,} administrators already. Choose another security profile."
        )


def size_refusals(
    teams: tuple[Teams, Teams], administrators: tuple[Administrators, Administrators]
) -> tuple[Refusal, ...]:
    """Returns why a change would make an item too large. Both are given as before and after the change."""
    return tuple(_refusals(teams, administrators))


def _refusals(
    teams: tuple[Teams, Teams], administrators: tuple[Administrators, Administrators]
) -> Iterator[Refusal]:
    """What is larger already, from an older version, may become smaller."""
    managers = [len(each.managers) for each in teams]
    if managers[1] > max(managers[0], MOST_MANAGERS):
        yield TooManyManagers()
    ids = [len(each.ids) for each in administrators]
    if ids[1] > max(ids[0], MOST_ADMINISTRATORS):
        yield TooManyAdministrators()
