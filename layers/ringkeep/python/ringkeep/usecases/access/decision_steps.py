"""The single changes of which the decisions about a change at RingCentral consist."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

from ringkeep.domain.access.assignments import ExtensionAssignments, UserAssignment
from ringkeep.domain.access.decision_effects import Ending, ending, endings, holder_of, overlapping
from ringkeep.domain.access.keep_in_step import user_name
from ringkeep.domain.access.periods import Period
from ringkeep.domain.access.refusals import Refusal
from ringkeep.domain.access.visibility import Owner
from ringkeep.domain.directory.extensions import Extension
from ringkeep.usecases.access.assign_extension import AssignExtension
from ringkeep.usecases.access.change_user import ChangeUser, DeactivateUser, UserChanges
from ringkeep.usecases.access.changes import Changes
from ringkeep.usecases.access.extensions import ExtensionChoice, Extensions
from ringkeep.usecases.access.requests import ChangeRequest


class SuccessorInvalid(Refusal):
    code: ClassVar[str] = "successor_invalid"
    field: ClassVar[str] = "successor"

    def __init__(self) -> None:
        super().__init__(
            "Choose another user as the successor: one of the list of users who does not have this"
            " extension now."
        )


@dataclass(frozen=True)
class DecisionSteps:
    """`changes` works on a PeopleTransaction."""

    changes: Changes
    extensions: Extensions
    request: ChangeRequest

    def rename(self, stored: ExtensionAssignments, today: date, extension: Extension) -> None:
        holder = holder_of(stored, today)
        if holder is not None:
            renamed = UserChanges(name=user_name(extension))
            ChangeUser(self.changes)(holder.user_id, renamed, self.request)

    def deactivate(self, stored: ExtensionAssignments, today: date) -> None:
        holder = holder_of(stored, today)
        if holder is not None:
            DeactivateUser(ChangeUser(self.changes))(holder.user_id, self.request)

    def end(self, stored: ExtensionAssignments, today: date, last_day: date) -> None:
        for each in endings(stored, today, last_day):
            self._end(stored.extension, each)

    def succeed(
        self, stored: ExtensionAssignments, today: date, last_day: date, successor: str
    ) -> None:
        """Someone else who gets the extension later must not overlap with the successor: the rules of
        assignments refuse that."""
        holder = holder_of(stored, today)
        known = self.changes.store.user(successor) if successor else None
        if known is None or holder is None or holder.user_id == successor:
            raise SuccessorInvalid
        self._end(stored.extension, ending(holder, last_day))
        begun = Period(first_day=last_day + timedelta(days=1))
        if all(each.user_id != successor for each in overlapping(stored, begun)):
            self._assign(stored.extension, successor, begun)

    def _end(self, extension: Owner, ending: Ending) -> None:
        held, user_id = ending.assignment.period, ending.assignment.user_id
        if ending.period is None:
            self._assigns.withdraw(user_id, UserAssignment(extension, held), self.request)
        elif ending.period != held:
            self._assign(extension, user_id, ending.period, held)

    def _assign(
        self, extension: Owner, user_id: str, period: Period, replaced: Period | None = None
    ) -> None:
        choice = ExtensionChoice(
            service=extension.service,
            extension_id=extension.extension_id,
            account_id=extension.account_id,
            period=period,
            replaced=replaced,
        )
        self._assigns(user_id, choice, self.request)

    @property
    def _assigns(self) -> AssignExtension:
        return AssignExtension(self.changes, self.extensions)
