"""How many licences are given, and the ceiling that may limit them.

Only active users count: a deactivated user frees their licences, and takes them again when they are
activated. The counts are one item with a version, written in the transaction that changes the user.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import ClassVar

from ringkeep.domain.access.refusals import Refusal
from ringkeep.domain.access.users import Licence, User
from ringkeep.domain.model import Model


class LicenceCeilingReached(Refusal):
    code: ClassVar[str] = "licence_ceiling_reached"
    field: ClassVar[str] = "licences"

    def __init__(self, licence: Licence, ceiling: int) -> None:
        name = licence.value.replace("_", " ")
        super().__init__(
            f"All {ceiling} licences for {name} are in use. Take one from another user, or raise the"
            " ceiling."
        )
        self.licence = licence


def counted(user: User | None) -> frozenset[Licence]:
    """Returns the licences that a user takes. None is no user."""
    return user.licences if user is not None and user.active else frozenset()


class LicenceCounts(Model):
    """`ceilings` has no entry for a licence without a ceiling."""

    used: Mapping[Licence, int] = {}
    ceilings: Mapping[Licence, int] = {}
    version: int = 0

    def after(self, before: User | None, after: User | None) -> LicenceCounts:
        """Returns the counts after a user was added, changed or removed. They are these counts if no
        licence is given or taken. Raises LicenceCeilingReached only for a licence that is given: a
        lowered ceiling takes nothing away."""
        given, taken = counted(after) - counted(before), counted(before) - counted(after)
        if not given and not taken:
            return self
        reached = next(iter(self._reached(given)), None)
        if reached is not None:
            raise LicenceCeilingReached(reached, self.ceilings[reached])
        return self._changed(given, taken)

    def limited(self, ceilings: Mapping[Licence, int]) -> LicenceCounts:
        """Returns the counts with these ceilings, and no others. A ceiling below what is in use takes
        nothing away: it only lets no one get that licence."""
        if ceilings == self.ceilings:
            return self
        return self.model_copy(update={"ceilings": dict(ceilings), "version": self.version + 1})

    def _reached(self, given: Iterable[Licence]) -> Iterable[Licence]:
        limited = sorted(set(given) & set(self.ceilings))
        return (each for each in limited if self.used.get(each, 0) >= self.ceilings[each])

    def _changed(self, given: frozenset[Licence], taken: frozenset[Licence]) -> LicenceCounts:
        used = {
            each: max(0, self.used.get(each, 0) + (each in given) - (each in taken))
            for each in Licence
        }
        return self.model_copy(update={"used": used, "version": self.version + 1})
