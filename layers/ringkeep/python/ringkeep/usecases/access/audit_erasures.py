"""The audit entry of an erased recording. It says nothing of the call."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from ringkeep.domain.access.audit import ObjectRef, entry_id
from ringkeep.domain.recordings.erasures import Erasure
from ringkeep.domain.recordings.recording_ids import recording_id_of
from ringkeep.domain.recordings.recordings import Recording
from ringkeep.errors import Conflict
from ringkeep.usecases.access.changes import Changes
from ringkeep.usecases.access.ports import PeopleWrite
from ringkeep.usecases.access.requests import ChangeRequest, current_actor
from ringkeep.usecases.conflicts import retry_on_conflict

ACTION = "recordings.erase"


@dataclass(frozen=True)
class AuditErasures:
    """The ErasureAudit port. The id of an entry follows from the erasure, so that an erasure which goes on
    after a failure has one entry."""

    changes: Changes
    request: Callable[[], ChangeRequest]

    def caller(self) -> str:
        return self.request().name

    def record(self, row: Recording, erasure: Erasure) -> None:
        request, store = self.request(), self.changes.store
        actor = current_actor(request, store, store.profiles())
        object_ = ObjectRef(kind="recording", id=recording_id_of(row.key))
        after = {"state": row.state.value, "reason": erasure.reason}
        entry = self.changes.entry(request, actor, ACTION, object_, None, after)
        digest = hashlib.sha256(str(row.key).encode()).digest()
        same = entry.model_copy(update={"id": entry_id(erasure.at, digest), "at": erasure.at})
        try:
            retry_on_conflict(lambda: store.write(PeopleWrite(audit=(same,))), tries=2)
        except Conflict:
            return  # it was written before
