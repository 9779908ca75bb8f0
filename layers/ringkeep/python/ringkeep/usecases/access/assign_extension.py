"""Gives a user an extension for a period, changes the period, or takes the extension from them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ringkeep.domain.access.assignments import Assignment, ExtensionAssignments, UserAssignment
from ringkeep.domain.access.extension_rules import withdraw
from ringkeep.domain.access.extension_wishes import ExtensionWish
from ringkeep.domain.access.user_records import UserRecord
from ringkeep.usecases.access.change_user import next_version, stored_user
from ringkeep.usecases.access.changes import Changes
from ringkeep.usecases.access.extensions import ExtensionChoice, Extensions
from ringkeep.usecases.access.requests import ChangeRequest, current_actor
from ringkeep.usecases.access.user_writes import UserStep, with_extension, write_user


@dataclass(frozen=True)
class AssignExtension:
    """`version` is the user's version that the person has read, None for any."""

    changes: Changes
    extensions: Extensions

    def __call__(
        self,
        user_id: str,
        choice: ExtensionChoice,
        request: ChangeRequest,
        *,
        version: int | None = None,
    ) -> UserRecord:
        """Earlier periods of the user remain. Raises what ChangeUser raises; ExtensionUnknown,
        ExtensionTaken and AssignmentUnknown are in the ChangeRefused."""
        store = self.changes.store
        return self._written(
            user_id,
            request,
            version,
            "extensions.assign",
            lambda: self.extensions.assigned(store, user_id, choice),
            choice.wish_of(user_id, self.changes.clock.now()),
        )

    def withdraw(
        self,
        user_id: str,
        held: UserAssignment,
        request: ChangeRequest,
        *,
        version: int | None = None,
    ) -> UserRecord:
        """Removes an assignment that should never have been. To end one, assign it again with a last
        day: who had the extension then decides who sees the recordings of that time."""
        store = self.changes.store
        removed = Assignment(user_id=user_id, period=held.period)
        return self._written(
            user_id,
            request,
            version,
            "extensions.withdraw",
            lambda: withdraw(store.extension(held.extension), removed),
        )

    def _written(
        self,
        user_id: str,
        request: ChangeRequest,
        version: int | None,
        action: str,
        decide: Callable[[], ExtensionAssignments],
        wish: ExtensionWish | None = None,
    ) -> UserRecord:
        def attempt() -> UserRecord:
            profiles = self.changes.store.profiles()
            actor = current_actor(request, self.changes.store, profiles)
            before = stored_user(self.changes.store, user_id, version)
            after = next_version(before, self.changes.clock.now())
            step = UserStep(request, actor, action, before, after, profiles)
            return write_user(self.changes, with_extension(step, decide, wish))

        return self.changes.repeated(attempt)
