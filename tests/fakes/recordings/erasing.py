"""What the erasure of a recording reaches, in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, MutableMapping, Sequence
from typing import Any

from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.recordings.calls import Call, parse_call
from ringkeep.domain.recordings.recordings import RecordingKey
from ringkeep.domain.transcripts.jobs import TranscriptionJob
from ringkeep.usecases.recordings.erase_recording import ProtectedObject
from tests.fakes.recordings.calls_table import MemoryCallsTable
from tests.fakes.transcripts.transcription import MemoryTranscriptionJobs

_START = "2000-01-01T00:00:00Z"


class MemoryErasableObjects:
    """Over the objects of other fakes. `holds`: keys that are under a legal hold."""

    def __init__(self, *stores: MutableMapping[str, Any]) -> None:
        self.stores = stores
        self.holds: set[str] = set()

    def protected(self, beginnings: Iterable[str]) -> ProtectedObject | None:
        found = (key for _, key in self._found(beginnings) if key in self.holds)
        return next((ProtectedObject(key, None) for key in found), None)

    def delete(self, beginnings: Iterable[str]) -> int:
        found = list(self._found(beginnings))
        for store, key in found:
            del store[key]
        return len(found)

    def delete_earlier(self, object_key: str) -> int:
        return 0

    def _found(self, beginnings: Iterable[str]) -> Iterator[tuple[MutableMapping[str, Any], str]]:
        for beginning in beginnings:
            for store in self.stores:
                yield from ((store, key) for key in store if key.startswith(beginning))


class MemoryForgottenCalls:
    """The CallsToForget port over a calls table."""

    def __init__(self, table: MemoryCallsTable) -> None:
        self._table = table

    def forget(self, account: AccountRef, call_id: str) -> None:
        stored = self._table.calls.get((*account, call_id))
        if stored is not None:
            self._table.calls[(*account, call_id)] = _bare(stored)


class MemoryTranscriptionRecords:
    """The TranscriptionRecords port over jobs."""

    def __init__(self, jobs: MemoryTranscriptionJobs) -> None:
        self._jobs = jobs

    def jobs(self, key: RecordingKey) -> Sequence[TranscriptionJob]:
        return [job for (recording, _), job in self._jobs.jobs.items() if recording == key]

    def forget(self, key: RecordingKey) -> None:
        for each in [each for each in self._jobs.jobs if each[0] == key]:
            del self._jobs.jobs[each]


class MemoryRecordingWork:
    """The RecordingWork port. `notes` by recording. `late`: what a copy that was being made meanwhile brings
    back, once each."""

    def __init__(self) -> None:
        self.notes: dict[RecordingKey, str] = {}
        self.late: list[str] = []

    def remove(self, key: RecordingKey) -> None:
        self.notes.pop(key, None)
        if self.late:
            self.notes[key] = self.late.pop()


class ProcessDied(Exception):
    pass


class Mortal:
    """Passes every call on, until the process dies before one of them. `left` is shared by all ports."""

    def __init__(self, port: Any, left: list[int]) -> None:
        self._port = port
        self._left = left

    def __getattr__(self, name: str) -> Callable[..., Any]:
        method = getattr(self._port, name)

        def called(*arguments: Any, **named: Any) -> Any:
            if self._left[0] == 0:
                raise ProcessDied(name)
            self._left[0] -= 1
            return method(*arguments, **named)

        return called


def _bare(call: Call) -> Call:
    bare = {"id": call.id, "startTime": _START}
    return parse_call({**bare, "lastModifiedTime": call.version} if call.version else bare)
