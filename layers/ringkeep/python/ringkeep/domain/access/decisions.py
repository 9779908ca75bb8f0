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
from typing import ClassVar, Final

from ringkeep.domain.access.assignments import ExtensionAssignments
from ringkeep.domain.access.listed_extensions import ListedExtension, as_listed
from ringkeep.domain.access.refusals import Refusal
from ringkeep.domain.access.visibility import Owner
from ringkeep.domain.directory.extensions import ExtensionRow
from ringkeep.domain.model import Model


class DecisionKind(StrEnum):
    """`DISABLED` also for other statuses out of use, `DELETED` for what is no longer listed. `NOT_ADDED`: an
    extension that should have become a user by itself, and could not."""

    RENAMED = "renamed"
    MOVED = "moved"
    DISABLED = "disabled"
    DELETED = "deleted"
    NOT_ADDED = "not_added"


class Choice(StrEnum):
    SAME_PERSON = "same_person"
    """The assignment stays. After a rename the user gets the new name."""
    SUCCESSOR = "successor"
    """The assignment ends, and another user gets the extension from the next day on."""
    END_ASSIGNMENT = "end_assignment"
    DEACTIVATE_USER = "deactivate_user"
    """The assignment ends, and the user may no longer sign in."""
    LEAVE_OUT = "leave_out"
    """The extension becomes no user by itself. An administrator may still give it to someone."""


CHOICES: Final = {
    DecisionKind.RENAMED: (Choice.SAME_PERSON, Choice.SUCCESSOR, Choice.END_ASSIGNMENT),
    DecisionKind.MOVED: (Choice.SAME_PERSON, Choice.SUCCESSOR, Choice.END_ASSIGNMENT),
    DecisionKind.DISABLED: (Choice.SAME_PERSON, Choice.END_ASSIGNMENT, Choice.DEACTIVATE_USER),
    DecisionKind.DELETED: (Choice.END_ASSIGNMENT, Choice.DEACTIVATE_USER),
    DecisionKind.NOT_ADDED: (Choice.LEAVE_OUT,),
}


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


class Reason(Model):
    """Why an extension could not become a user: a refusal, as it is shown."""

    code: str
    field: str = ""
    detail: str


class OpenDecision(Model):
    """A decision as it is stored until someone takes it. `name` and `number` are the extension's. Times are
    in seconds since the epoch. `tried` identifies what an attempt to add a user depended on: it is not
    repeated before something of it changes. `version` grows with every change."""

    decision: Decision
    name: str = ""
    number: str = ""
    found_at: float
    reasons: tuple[Reason, ...] = ()
    tried: str = ""
    version: int = 1

    @property
    def id(self) -> str:
        return self.decision.id

    @property
    def extension(self) -> Owner:
        return self.decision.extension

    @property
    def place(self) -> str:
        """The place in the list: alarms first, then by service and extension."""
        service, account_id, extension_id = self.extension
        begins = place_of(service, alarm=self.decision.alarm)
        return f"{begins}{account_id}#{extension_id}#{self.id}"


def place_of(service: str, *, alarm: bool) -> str:
    """Returns how the places of a service's decisions begin; without a service, of all."""
    return f"{0 if alarm else 1}#{f'{service}#' if service else ''}"


class DecisionUnknown(Refusal):
    code: ClassVar[str] = "decision_unknown"
    field: ClassVar[str] = "id"

    def __init__(self) -> None:
        super().__init__(
            "This decision is no longer open: someone took it, or RingCentral undid the change. Read the"
            " list again."
        )


class ChoiceNotPossible(Refusal):
    code: ClassVar[str] = "choice_not_possible"
    field: ClassVar[str] = "choice"

    def __init__(self, choices: Iterable[Choice]) -> None:
        named = ", ".join(choices)
        hint = f"Choose from: {named}." if named else "It closes when the recordings are imported."
        super().__init__(f"This choice does not fit the change. {hint}")


def open_decisions(extensions: Iterable[WatchedExtension], today: date) -> Sequence[Decision]:
    """Returns the decisions to take. Those that raise an alarm come first."""
    found = [decision for each in extensions for decision in _decisions(each, today)]
    return sorted(found, key=lambda each: (not each.alarm, each.extension, each.kind))


def _decisions(watched: WatchedExtension, today: date) -> Iterator[Decision]:
    """Once an administrator has decided about a deletion, it remains an alarm as long as recordings wait:
    then there is nothing to choose."""
    users = users_from(watched.assignments, today)
    unsure = watched.unimported != 0
    for kind, before, after in _changes(watched.decided, as_listed(watched.row)):
        deleted = kind is DecisionKind.DELETED
        to_decide = bool(users) and not (deleted and watched.decided.deleted)
        if to_decide or (deleted and unsure):
            yield Decision(
                id=_decision_id(watched.assignments.extension, kind, after),
                kind=kind,
                extension=watched.assignments.extension,
                users=users,
                before=before,
                after=after,
                choices=CHOICES[kind] if to_decide else (),
                unimported=watched.unimported,
                alarm=deleted and unsure,
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
        yield DecisionKind.DELETED, decided.name, ""
        return
    if listed.name != decided.name:
        yield DecisionKind.RENAMED, decided.name, listed.name
    if listed.site_id != decided.site_id:
        yield DecisionKind.MOVED, decided.site_name, listed.site_name
    if listed.out_of_use and not decided.out_of_use:
        yield DecisionKind.DISABLED, decided.status, listed.status


def not_added(row: ExtensionRow, extension: Owner) -> Decision:
    """Returns the decision about an extension that could not become a user."""
    kind = DecisionKind.NOT_ADDED
    return Decision(
        id=_decision_id(extension, kind, ""),
        kind=kind,
        extension=extension,
        after=row.extension.name,
        choices=CHOICES[kind],
    )


def _decision_id(extension: Owner, kind: DecisionKind, after: str) -> str:
    return hashlib.sha256("\n".join((*extension, kind, after)).encode()).hexdigest()[:32]
