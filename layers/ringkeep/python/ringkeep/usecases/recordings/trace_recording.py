"""The whole story of one recording: its call, its row, its files, its executions, its next try."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from pydantic import BaseModel, ConfigDict

from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.json import JsonObject
from ringkeep.domain.recordings.archive import StoredJson, decision_key, sidecar_key
from ringkeep.domain.recordings.recordings import Recording, RecordingKey, RecordingState
from ringkeep.usecases.recordings.ports import CallsTable

_EXECUTIONS_SHOWN = 10
_NO_FILE = (RecordingState.EXCLUDED, RecordingState.UNAVAILABLE, RecordingState.LOST)


class ObjectFacts(BaseModel):
    """An object in the archive; `size` in bytes, `stored_at` in seconds since the epoch."""

    model_config = ConfigDict(frozen=True)

    key: str
    size: int
    content_type: str = ""
    stored_at: float = 0.0
    checksum: str = ""
    version: str = ""


class ArchiveFacts(Protocol):
    """Looks at the archive without reading the bytes."""

    def facts(self, key: str) -> ObjectFacts | None: ...


class Trace(BaseModel):
    """`objects` are the files there are (audio, sidecar or decision), `missing` the keys that
    should be there. `next_attempt_at` in seconds since the epoch, None when nothing is to come."""

    model_config = ConfigDict(frozen=True)

    recording: Recording
    call: StoredJson | None = None
    objects: tuple[ObjectFacts, ...] = ()
    missing: tuple[str, ...] = ()
    executions: tuple[str, ...] = ()
    next_attempt_at: float | None = None
    doubts: tuple[str, ...] = ()
    """What does not fit together, in sentences."""


@dataclass(frozen=True)
class RecordingTracer:
    """`execution_name` names the execution of a row's dispatch."""

    calls: CallsTable
    archive: ArchiveFacts
    execution_name: Callable[[Recording], str]

    def trace(self, recording_id: str, owners: Iterable[AccountRef]) -> list[Trace]:
        """One trace for each account that knows the recording: ids may collide."""
        keys = (
            RecordingKey(
                service=owner.service, account_id=owner.account_id, recording_id=recording_id
            )
            for owner in owners
        )
        rows = (self.calls.recording(key) for key in keys)
        return [self._story(row) for row in rows if row is not None]

    def _story(self, row: Recording) -> Trace:
        looked = {key: self.archive.facts(key) for key in _expected_keys(row)}
        objects = tuple(facts for facts in looked.values() if facts)
        missing = tuple(key for key, facts in looked.items() if not facts)
        return Trace(
            recording=row,
            call=self._call(row),
            objects=objects,
            missing=missing,
            executions=tuple(self._executions(row)),
            next_attempt_at=row.due_at if row.state.open else None,
            doubts=tuple(_doubts(row, objects, missing)),
        )

    def _call(self, row: Recording) -> JsonObject | None:
        if not row.call_id:
            return None
        return self.calls.call_raw(row.account, row.call_id)

    def _executions(self, row: Recording) -> Iterator[str]:
        """The latest first: a dispatch number counts up from 1."""
        oldest = max(0, row.dispatch - _EXECUTIONS_SHOWN)
        for number in range(row.dispatch, oldest, -1):
            yield self.execution_name(row.model_copy(update={"dispatch": number}))


def _expected_keys(row: Recording) -> list[str]:
    if row.audio is not None:
        return [row.audio.object_key, row.audio.sidecar_key or sidecar_key(row)]
    return [decision_key(row)] if row.state in _NO_FILE else []


def _doubts(
    row: Recording, objects: tuple[ObjectFacts, ...], missing: tuple[str, ...]
) -> Iterator[str]:
    for key in missing:
        yield f"{key} should be in the archive and is not"
    if row.state is RecordingState.STORED and row.audio is None:
        yield "the row says stored, and holds no proof of a file"
    for facts in objects:
        if row.audio and facts.key == row.audio.object_key and facts.size != row.audio.size:
            yield f"{facts.key} has {facts.size} bytes, the row says {row.audio.size}"
