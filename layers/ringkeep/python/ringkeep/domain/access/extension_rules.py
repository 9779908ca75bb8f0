"""What is checked before a user gets an extension from a day to a day."""

from __future__ import annotations

from typing import ClassVar, Final

from ringkeep.domain.access.assignments import Assignment, ExtensionAssignments
from ringkeep.domain.access.listed_extensions import ListedExtension, as_listed
from ringkeep.domain.access.periods import Period
from ringkeep.domain.access.refusals import Refusal
from ringkeep.domain.directory.extensions import ExtensionRow

MOST_OF_AN_EXTENSION: Final = 500
MOST_OF_A_USER: Final = 200
"""All assignments of an extension, and all of a user, are in one item, which is read with many requests."""


class ExtensionUnknown(Refusal):
    code: ClassVar[str] = "extension_unknown"
    field: ClassVar[str] = "extension_id"

    def __init__(self) -> None:
        super().__init__(
            "The service has no extension with this id. Choose one from its extension list: each"
            " service has its own ids."
        )


class ExtensionTaken(Refusal):
    """`other` is the assignment that overlaps."""

    code: ClassVar[str] = "extension_taken"
    field: ClassVar[str] = "extension_id"

    def __init__(self, other: Assignment) -> None:
        super().__init__(
            f"A user has this extension {described(other.period)}. End that assignment first, or"
            " choose days outside it."
        )
        self.other = other


class TooManyAssignments(Refusal):
    code: ClassVar[str] = "too_many_assignments"
    field: ClassVar[str] = "extension_id"

    def __init__(self, who: str, most: int) -> None:
        super().__init__(
            f"{who} has {most} assignments already. Withdraw those that should never have been."
        )


class AssignmentUnknown(Refusal):
    code: ClassVar[str] = "assignment_unknown"
    field: ClassVar[str] = "extension_id"

    def __init__(self) -> None:
        super().__init__(
            "The user does not have this extension in this period. Read the user again, and choose one"
            " of their assignments."
        )


def require_room(before: int, after: int) -> None:
    """Raises TooManyAssignments if a user gets more than they may have. Fewer than before may be too many."""
    if after > max(before, MOST_OF_A_USER):
        raise TooManyAssignments("The user", MOST_OF_A_USER)


def described(period: Period) -> str:
    """Returns the period in words: `from 2026-03-01 to 2026-03-31`."""
    first = f"from {period.first_day}" if period.first_day else ""
    last = f"to {period.last_day}" if period.last_day else ""
    return " ".join(filter(None, (first, last))) or "on every day"


def assign(
    stored: ExtensionAssignments,
    new: Assignment,
    row: ExtensionRow | None,
    *,
    replaced: Assignment | None = None,
) -> ExtensionAssignments:
    """Returns the assignments with one more, or with one `replaced`. Earlier periods of the same user
    remain: they decide who sees the recordings of that time. `row` is the extension in the service's
    directory. Raises ExtensionUnknown, ExtensionTaken, TooManyAssignments, and AssignmentUnknown for a
    `replaced` one that does not exist.

    The stored item is replaced under the condition that its version has not changed.
    """
    if row is None:
        raise ExtensionUnknown
    if replaced is not None and replaced not in stored.assignments:
        raise AssignmentUnknown
    kept = tuple(each for each in stored.assignments if each != replaced)
    overlapping = (each for each in kept if each.period.overlaps(new.period))
    other = next(overlapping, None)
    if other is not None:
        raise ExtensionTaken(other)
    if len(kept) >= MOST_OF_AN_EXTENSION:
        raise TooManyAssignments("The extension", MOST_OF_AN_EXTENSION)
    return stored.model_copy(
        update={
            "assignments": (*kept, new),
            "decided": _decided(stored, new, row, replaced),
            "version": stored.version + 1,
        }
    )


def _decided(
    stored: ExtensionAssignments, new: Assignment, row: ExtensionRow, replaced: Assignment | None
) -> ListedExtension | None:
    """Someone who gives an extension to its next user decides on it as it is listed now. Days before those
    of another user, and other days for the same user, decide nothing."""
    is_next = replaced is None and all(_ends_before(each, new) for each in stored.assignments)
    return as_listed(row) if is_next else stored.decided


def _ends_before(assignment: Assignment, next_: Assignment) -> bool:
    last, first = assignment.period.last_day, next_.period.first_day
    return last is not None and first is not None and last < first


def withdraw(stored: ExtensionAssignments, removed: Assignment) -> ExtensionAssignments:
    """Returns the assignments without one of them. Raises AssignmentUnknown."""
    if removed not in stored.assignments:
        raise AssignmentUnknown
    kept = tuple(each for each in stored.assignments if each != removed)
    return stored.model_copy(update={"assignments": kept, "version": stored.version + 1})
