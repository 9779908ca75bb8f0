"""Which user has which extension, and from when to when.

All assignments of one extension are one item with a version, so that two users can never have the
extension on the same day, not even if two administrators assign it at the same moment.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from ringkeep.domain.access.listed_extensions import ListedExtension
from ringkeep.domain.access.periods import Period
from ringkeep.domain.access.visibility import Owner
from ringkeep.domain.model import Model


class AssignmentsOverlap(ValueError):
    """Someone else has the extension in a part of the period."""

    def __init__(self, other: Assignment) -> None:
        super().__init__("the extension is assigned to another user in this period")
        self.other = other


class Assignment(Model):
    user_id: str
    period: Period = Period()


class UserAssignment(NamedTuple):
    """The same, as one of a user's own: which extension they have, and when."""

    extension: Owner
    period: Period


class ExtensionAssignments(Model):
    """Everyone who has or had an extension. `version` is 0 before the first assignment is stored.
    `decided` is what of the extension was decided on last, None for one that was assigned before there
    were decisions."""

    service: str
    account_id: str
    extension_id: str
    assignments: tuple[Assignment, ...] = ()
    decided: ListedExtension | None = None
    version: int = 0

    @property
    def extension(self) -> Owner:
        return Owner(self.service, self.account_id, self.extension_id)

    def user_on(self, day: date) -> str | None:
        """Returns the id of the user who has the extension on that day."""
        found = (each.user_id for each in self.assignments if each.period.covers(day))
        return next(found, None)

    def assigned(self, new: Assignment) -> ExtensionAssignments:
        """Returns the assignments with the user's own replaced by `new`. Raises AssignmentsOverlap."""
        others = self.without(new.user_id).assignments
        for other in others:
            if other.period.overlaps(new.period):
                raise AssignmentsOverlap(other)
        return self.model_copy(update={"assignments": (*others, new)})

    def without(self, user_id: str) -> ExtensionAssignments:
        kept = tuple(each for each in self.assignments if each.user_id != user_id)
        return self.model_copy(update={"assignments": kept})
