"""The audit entry of someone's work on a recording. It has no text of a note."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from ringkeep.domain.access.audit import AuditEntry
from ringkeep.domain.access.audit_changes import changes_between
from ringkeep.domain.access.audited_requests import PersonRequest, recording_object
from ringkeep.domain.json import JsonObject
from ringkeep.domain.recordings.recordings import RecordingKey
from ringkeep.usecases.clock import Clock


@dataclass(frozen=True)
class WorkEntries:
    clock: Clock
    random_bytes: Callable[[int], bytes] = secrets.token_bytes

    def __call__(
        self,
        author: PersonRequest,
        action: str,
        key: RecordingKey,
        before: JsonObject | None,
        after: JsonObject | None,
        note: str = "",
    ) -> AuditEntry:
        """`note` is the id of the note that the entry is about, which stands on both sides."""
        changes = changes_between(before, after)
        about = {"note": note} if note else {}
        entry = author.entry(self.clock.now(), self.random_bytes(8), action, recording_object(key))
        sides = {
            "before": {**about, **changes.before} if before is not None else {},
            "after": {**about, **changes.after} if after is not None else {},
        }
        return entry.model_copy(update={**sides, "omitted": changes.omitted})
