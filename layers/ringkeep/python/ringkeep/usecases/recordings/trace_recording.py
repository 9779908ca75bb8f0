"""Traces one recording: its call, its row, its files, its executions and its next attempt."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.json import JsonObject
from ringkeep.domain.model import Model
from ringkeep.domain.recordings.archive import StoredJson, decision_key, sidecar_key
from ringkeep.domain.recordings.recordings import Recording, RecordingKey, RecordingState
from ringkeep.usecases.recordings.ports import CallsTable

_EXECUTIONS_SHOWN = 10
_NO_FILE = (
    RecordingState.EXCLUDED,
    RecordingState.UNAVAILABLE,
    RecordingState.LOST,
    RecordingState.ERASED,
)


class ObjectFacts(Model):
    """The metadata of an object in the archive. `size` is in bytes, `stored_at` in seconds since the
    epoch."""

    key: str
    size: int
    content_type: str = ""
    stored_at: float = 0.0
    checksum: str = ""
    version: str = ""


class ArchiveFacts(Protocol):
    """Reads the metadata of objects in the archive."""

    def facts(self, key: str) -> ObjectFacts | None: ...


class Trace(Model):
    """Everything about one recording. `objects` holds the existing objects (audio, sidecar or
    decision), and `missing` the keys of objects that should exist. `next_attempt_at` is in seconds
    since the epoch, or None if no attempt will follow."""

    recording: Recording
    call: StoredJson | None = None
    objects: tuple[ObjectFacts, ...] = ()
    missing: tuple[str, ...] = ()
    executions: tuple[str, ...] = ()
    next_attempt_at: float | None = None
    doubts: tuple[str, ...] = ()
    """The contradictions between the row and the archive, in sentences."""


@dataclass(frozen=True)
class RecordingTracer:
    """`execution_name` returns the name of the execution of a row's dispatch."""

    calls: CallsTable
    archive: ArchiveFacts
    execution_name: Callable[[Recording], str]

    def trace(self, recording_id: str, owners: Iterable[AccountRef]) -> list[Trace]:
        """Returns one trace for each account that has a recording with this id."""
        keys = (
            RecordingKey(
                service=owner.service, account_id=owner.account_id, recording_id=recording_id
            )
            for owner in owners
        )
        rows = (self.calls.recording(key) for key in keys)
        return [self._trace(row) for row in rows if row is not None]

    def _trace(self, row: Recording) -> Trace:
        expected = {key: self.archive.facts(key) for key in _expected_keys(row)}
        objects = tuple(facts for facts in expected.values() if facts)
        missing = tuple(key for key, facts in expected.items() if not facts)
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
        """Yields the names of the latest executions, newest first. Dispatch numbers start at 1."""
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
        yield f"{key} is missing from the archive"
    if row.state is RecordingState.STORED and row.audio is None:
        yield "the row is stored but does not name a file"
    for facts in objects:
        if row.audio and facts.key == row.audio.object_key and facts.size != row.audio.size:
            yield f"{facts.key} has {facts.size} bytes, the row says {row.audio.size}"
