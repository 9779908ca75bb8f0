"""What a decision about a change at RingCentral does to the assignments of the extension."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from ringkeep.domain.access.assignments import Assignment, ExtensionAssignments
from ringkeep.domain.access.decisions import Choice, DecisionKind
from ringkeep.domain.access.listed_extensions import ListedExtension
from ringkeep.domain.access.periods import Period


class Ending(NamedTuple):
    """An assignment that ends. `period` is what remains of it, None if it has not begun by then."""

    assignment: Assignment
    period: Period | None


def holder_of(stored: ExtensionAssignments, today: date) -> Assignment | None:
    """Returns the assignment of the user who has the extension today, otherwise of the one who gets it
    next."""
    holding = [each for each in stored.assignments if _lasts_until(each.period, today)]
    first = sorted(holding, key=lambda each: each.period.first_day or date.min)
    return next(iter(first), None)


def endings(stored: ExtensionAssignments, today: date, last_day: date) -> Iterator[Ending]:
    """Yields what has to change so that no one has the extension after a day. Assignments that ended
    before today stay as they are."""
    for each in stored.assignments:
        if _lasts_until(each.period, today) and _lasts_until(each.period, last_day, after=True):
            yield ending(each, last_day)


def overlapping(stored: ExtensionAssignments, period: Period) -> Iterator[Assignment]:
    return (each for each in stored.assignments if each.period.overlaps(period))


def ending(assignment: Assignment, last_day: date) -> Ending:
    """Returns what remains of an assignment that lasts no longer than a day."""
    first_day, ends = assignment.period.first_day, assignment.period.last_day
    if first_day is not None and first_day > last_day:
        return Ending(assignment, None)
    last = last_day if ends is None else min(ends, last_day)
    return Ending(assignment, Period(first_day=first_day, last_day=last))


def decided_after(
    decided: ListedExtension, listed: ListedExtension, kind: DecisionKind, choice: Choice
) -> ListedExtension:
    """Returns what was decided on after a choice. If the person stays the same, other changes of the
    extension remain to be decided; if not, everything is new."""
    if choice is not Choice.SAME_PERSON:
        return listed
    fields = {
        DecisionKind.RENAMED: ("name",),
        DecisionKind.MOVED: ("site_id", "site_name"),
        DecisionKind.DISABLED: ("status",),
    }
    changed = {name: getattr(listed, name) for name in fields.get(kind, ())}
    return decided.model_copy(update=changed)


def _lasts_until(period: Period, day: date, *, after: bool = False) -> bool:
    """Whether the period includes the day or a later one; with `after`, a later one."""
    last = period.last_day
    return last is None or last > day or (last == day and not after)
