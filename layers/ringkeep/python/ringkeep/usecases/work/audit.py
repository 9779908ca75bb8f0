"""The audit entry of someone's work on a recording. It has no text of a note."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from ringkeep.domain.access.audit import Actor, ActorKind, AuditEntry, ObjectRef, entry_id
from ringkeep.domain.access.audit_changes import changes_between
from ringkeep.domain.json import JsonObject
from ringkeep.domain.recordings.recording_ids import recording_id_of
from ringkeep.domain.recordings.recordings import RecordingKey
from ringkeep.usecases.clock import Clock
from ringkeep.usecases.work.author import Author


@dataclass(frozen=True)
class WorkEntries:
    clock: Clock
    random_bytes: Callable[[int], bytes] = secrets.token_bytes

    def __call__(
        self,
        author: Author,
        action: str,
        key: RecordingKey,
        before: JsonObject | None,
        after: JsonObject | None,
        note: str = "",
    ) -> AuditEntry:
        """`note` is the id of the note that the entry is about, which stands on both sides."""
        now = self.clock.now()
        changes = changes_between(before, after)
        about = {"note": note} if note else {}
        return AuditEntry(
            id=entry_id(now, self.random_bytes(8)),
            at=now,
            actor=Actor(kind=ActorKind.USER, id=author.user_id, name=author.name),
            action=action,
            object=ObjectRef(kind="recording", id=recording_id_of(key)),
            before={**about, **changes.before} if before is not None else {},
            after={**about, **changes.after} if after is not None else {},
            omitted=changes.omitted,
            origin=author.origin,
            request_id=author.request_id,
        )
