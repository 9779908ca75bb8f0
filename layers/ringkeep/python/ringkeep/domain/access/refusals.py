"""A refused change of people or rights: what is wrong, in which field, and what to do.

Each kind of refusal is a class in the module of its rule. A refusal can be raised, or collected with
others, so that a form or a line of a CSV file shows all its mistakes at once:

    refusals = user_refusals(change)
    if refusals:
        raise ChangeRefused(refusals)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from ringkeep.errors import RingkeepError


class Refusal(RingkeepError):
    """One broken rule. `code` is stable: scripts may rely on it. `field` is the field that the person
    has to correct. The message is one sentence that says what to do."""

    code: ClassVar[str]
    field: ClassVar[str]


class VersionStale(Refusal):
    """Someone else changed the object since the person read it. Nothing was changed."""

    code: ClassVar[str] = "version_stale"
    field: ClassVar[str] = "version"

    def __init__(self, given: int, current: int) -> None:
        super().__init__(
            f"This was changed meanwhile: you have version {given}, and version {current} is stored."
            " Read it again, and repeat your change."
        )
        self.given = given
        self.current = current


class ChangeRefused(RingkeepError):
    """A change that breaks at least one rule. Nothing was changed."""

    def __init__(self, refusals: Sequence[Refusal]) -> None:
        super().__init__(" ".join(str(each) for each in refusals))
        self.refusals = tuple(refusals)


def require_version(given: int | None, current: int) -> None:
    """Raises VersionStale if the person gave another version than the stored one. None: they gave none."""
    if given is not None and given != current:
        raise VersionStale(given, current)


def accept(refusals: Sequence[Refusal]) -> None:
    """Raises ChangeRefused if there is a refusal."""
    if refusals:
        raise ChangeRefused(refusals)
