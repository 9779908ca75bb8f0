"""Changes at RingCentral that an administrator has to decide about: an extension that someone has was
renamed, moved to another site, disabled or deleted.

Ringkeep changes no assignment by itself: a new name may be a marriage or a successor, who must not
inherit calls. It compares the directory with what was decided on last, not with the previous listing.
So a change is not lost if a sync fails, and it is no longer listed if RingCentral undoes it.

    found = open_decisions(extensions, today)
    after the administrator has decided: store `as_listed(row)` as `decided`
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from ringkeep.domain.access.assignments import ExtensionAssignments
from ringkeep.domain.access.visibility import Owner
from ringkeep.domain.directory.extensions import ExtensionRow
from ringkeep.domain.model import Model

_OUT_OF_USE: Final = frozenset({"disabled", "frozen", "unassigned"})
"""Statuses at RingCentral in which no one works with the extension. There may be others."""


class DecisionKind(StrEnum):
    """`DISABLED` also for other statuses out of use, `DELETED` for what is no longer listed."""

    RENAMED = "renamed"
    MOVED = "moved"
    DISABLED = "disabled"
    DELETED = "deleted"


class Choice(StrEnum):
    SAME_PERSON = "same_person"
    """The assignment stays. After a rename the user gets the new name."""
    SUCCESSOR = "successor"
    """The assignment ends, and another user gets the extension from the next day on."""
    END_ASSIGNMENT = "end_assignment"
    DEACTIVATE_USER = "deactivate_user"
    """The assignment ends, and the user may no longer sign in."""


CHOICES: Final = {
    DecisionKind.RENAMED: (Choice.SAME_PERSON, Choice.SUCCESSOR, Choice.END_ASSIGNMENT),
    DecisionKind.MOVED: (Choice.SAME_PERSON, Choice.SUCCESSOR, Choice.END_ASSIGNMENT),
    DecisionKind.DISABLED: (Choice.SAME_PERSON, Choice.END_ASSIGNMENT, Choice.DEACTIVATE_USER),
    DecisionKind.DELETED: (Choice.END_ASSIGNMENT, Choice.DEACTIVATE_USER),
}


class ListedExtension(Model):
    """What matters here of an extension. Stored as it was when an administrator last decided, or when
    the extension was first assigned."""

    name: str = ""
    site_id: str = ""
    site_name: str = ""
    status: str = ""
    deleted: bool = False

    @property
    def out_of_use(self) -> bool:
        return self.status.casefold() in _OUT_OF_USE


@dataclass(frozen=True)
class WatchedExtension:
    """One extension as it was decided on, its row in the directory (None: never listed), everyone who
    has it, and how many of its recordings are not imported yet (None: not known, because no complete
    check of the call log has ended since the extension was last seen)."""

    assignments: ExtensionAssignments
    decided: ListedExtension
    row: ExtensionRow | None
    unimported: int | None = 0


class Decision(Model):
    """`id` is the same each time the same change is found. `users` have the extension today or will
    have it. `alarm`: the extension is deleted, and recordings may be lost with it."""

    id: str
    kind: DecisionKind
    extension: Owner
    users: tuple[str, ...] = ()
    before: str = ""
    after: str = ""
    choices: tuple[Choice, ...] = ()
    unimported: int | None = 0
    alarm: bool = False


def as_listed(row: ExtensionRow | None) -> ListedExtension:
    """Returns what a decision that is taken now decides on."""
    if row is None:
        return ListedExtension(deleted=True)
    extension = row.extension
    return ListedExtension(
        name=extension.name,
        site_id=extension.site_id,
        site_name=extension.site_name,
        status=extension.status,
        deleted=not row.present,
    )


def open_decisions(extensions: Iterable[WatchedExtension], today: date) -> Sequence[Decision]:
    """Returns the decisions to take. Those that raise an alarm come first."""
    found = [decision for each in extensions for decision in _decisions(each, today)]
    return sorted(found, key=lambda each: (not each.alarm, each.extension, each.kind))


def _decisions(watched: WatchedExtension, today: date) -> Iterator[Decision]:
    users = users_from(watched.assignments, today)
    alarm = watched.unimported != 0
    for kind, before, after in _changes(watched.decided, as_listed(watched.row)):
        deleted = kind is DecisionKind.DELETED
        if users or (deleted and alarm):
            yield Decision(
                id=_decision_id(watched.assignments.extension, kind, after),
                kind=kind,
                extension=watched.assignments.extension,
                users=users,
                before=before,
                after=after,
                choices=CHOICES[kind] if users else (),
                unimported=watched.unimported,
                alarm=deleted and alarm,
            )


def users_from(assignments: ExtensionAssignments, today: date) -> tuple[str, ...]:
    """Returns the users who have the extension on that day or later, each once."""
    ids = (
        each.user_id
        for each in assignments.assignments
        if each.period.last_day is None or each.period.last_day >= today
    )
    return tuple(dict.fromkeys(ids))


def _changes(
    decided: ListedExtension, listed: ListedExtension
) -> Iterator[tuple[DecisionKind, str, str]]:
    """What happened to the extension, with the values before and after. Of a deleted extension nothing
    else matters."""
    if listed.deleted:
        if not decided.deleted:
            yield DecisionKind.DELETED, decided.name, ""
        return
    if listed.name != decided.name:
        yield DecisionKind.RENAMED, decided.name, listed.name
    if listed.site_id != decided.site_id:
        yield DecisionKind.MOVED, decided.site_name, listed.site_name
    if listed.out_of_use and not decided.out_of_use:
        yield DecisionKind.DISABLED, decided.status, listed.status


def _decision_id(extension: Owner, kind: DecisionKind, after: str) -> str:
    return hashlib.sha256("\n".join((*extension, kind, after)).encode()).hexdigest()[:32]
