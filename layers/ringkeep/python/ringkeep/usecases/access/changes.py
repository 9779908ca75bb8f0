"""What every change of people has in common: it is tried again after a lost race, and it writes its audit
entry in its own transaction."""

from __future__ import annotations

import random
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeVar

from ringkeep.domain.access.audit import AuditEntry, ObjectRef, entry_id
from ringkeep.domain.access.audit_changes import changes_between
from ringkeep.usecases.access.ports import PeopleStore
from ringkeep.usecases.access.requests import ChangeRequest, CurrentActor
from ringkeep.usecases.clock import Clock
from ringkeep.usecases.conflicts import retry_on_conflict

Written = TypeVar("Written")
_TRIES: Final = 8
_FIRST_PAUSE: Final = 0.02
"""In seconds, doubled with each try: a transaction of another change may still be running."""


def _random_id() -> str:
    return secrets.token_hex(16)


@dataclass(frozen=True)
class Changes:
    """The store, the time and the random ids of all changes."""

    store: PeopleStore
    clock: Clock
    new_id: Callable[[], str] = _random_id
    random_bytes: Callable[[int], bytes] = secrets.token_bytes

    def repeated(self, attempt: Callable[[], Written]) -> Written:
        """Calls `attempt`, which reads, decides and writes, until it loses no race. Raises Conflict if
        it loses eight."""
        return retry_on_conflict(attempt, tries=_TRIES, pause=self._pause)

    def entry(
        self,
        request: ChangeRequest,
        actor: CurrentActor,
        action: str,
        object_: ObjectRef,
        before: object,
        after: object,
    ) -> AuditEntry:
        now = self.clock.now()
        changes = changes_between(before, after)
        return AuditEntry(
            id=entry_id(now, self.random_bytes(8)),
            at=now,
            actor=actor.audited,
            action=action,
            object=object_,
            before=changes.before,
            after=changes.after,
            omitted=changes.omitted,
            origin=request.origin,
            request_id=request.request_id,
        )

    def _pause(self, failed: int) -> None:
        self.clock.sleep(random.uniform(0.0, _FIRST_PAUSE * 2**failed))  # noqa: S311
