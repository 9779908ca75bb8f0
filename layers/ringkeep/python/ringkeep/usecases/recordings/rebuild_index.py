"""Rebuilds the rows of recordings and their calls from the documents in S3."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

from ringkeep.domain.json import JsonObject
from ringkeep.domain.model import Model
from ringkeep.domain.recordings.archive import decision_key, is_audio_key, recording_of_key
from ringkeep.domain.recordings.calls import parse_call
from ringkeep.domain.recordings.recordings import Recording, RecordingState
from ringkeep.errors import Conflict
from ringkeep.usecases.clock import Clock
from ringkeep.usecases.recordings.ports import Archive, CallsTable


class RebuildResult(Model):
    """Counts of what was found. `known` counts recordings that already have a row. `orphans` counts
    audio without a sidecar; it is adopted when a sweep finds its call. `transcripts` counts rows that name
    their newest transcript again, `work` recordings whose notes, bookmarks and tags the table had lost."""

    stored: int = 0
    decided: int = 0
    known: int = 0
    unreadable: int = 0
    orphans: int = 0
    transcripts: int = 0
    work: int = 0

    @classmethod
    def counted(cls, counts: Counter[str]) -> Self:
        return cls.model_validate(dict(counts))


@dataclass(frozen=True)
class RebuildIndex:
    calls: CallsTable
    archive: Archive
    clock: Clock

    def run(self, service: str | None = None) -> RebuildResult:
        """Rebuilds all services, or one. Existing rows do not change, so it can run at any time.

        Sidecars are read before decisions: a stored recording overrides an earlier decision. Raises
        StorageFailed and what the tables raise; run it again to continue.
        """
        counts: Counter[str] = Counter()
        last_sidecar = ""
        for key in self.archive.recording_keys(service):
            if not is_audio_key(key):
                last_sidecar = key
                counts[self._restore(key, "stored", self._sidecar)] += 1
            elif _stem(key) != _stem(last_sidecar):
                counts["orphans"] += 1
        for key in self.archive.decision_keys(service):
            counts[self._restore(key, "decided", self._decision)] += 1
        return RebuildResult.counted(counts)

    def _sidecar(self, object_key: str) -> tuple[Recording, JsonObject | None]:
        sidecar = self.archive.read_sidecar(object_key)
        return self._erased(sidecar.recording) or (sidecar.recording, sidecar.call_raw)

    def _erased(self, row: Recording) -> tuple[Recording, None] | None:
        """An erasure that was interrupted may have left the sidecar. The decision about it came first."""
        try:
            decision = self.archive.read_decision(decision_key(row))
        except ValueError:
            return None
        erased = decision.recording.state is RecordingState.ERASED
        return (decision.recording, None) if erased else None

    def _decision(self, object_key: str) -> tuple[Recording, JsonObject | None]:
        decision = self.archive.read_decision(object_key)
        return decision.recording, decision.call_raw

    def _restore(
        self,
        object_key: str,
        kind: str,
        read: Callable[[str], tuple[Recording, JsonObject | None]],
    ) -> str:
        """Returns the count to increase: `kind`, known or unreadable. A document is only read if its
        recording has no row."""
        key = recording_of_key(object_key)
        if key is None:
            return "unreadable"
        if self.calls.recording(key) is not None:
            return "known"
        try:
            row, call_raw = read(object_key)
        except ValueError:
            return "unreadable"
        return kind if row.key == key and self._write(row, call_raw) else "unreadable"

    def _write(self, row: Recording, call_raw: JsonObject | None) -> bool:
        now = self.clock.now()
        restored = row.model_copy(update={"revision": 0}).with_history(
            now, "rebuilt", "from the archive"
        )
        try:
            self.calls.put_recording(restored)
        except Conflict:
            return True  # another writer has created the row in the meantime
        self._write_call(row, call_raw)
        return True

    def _write_call(self, row: Recording, call_raw: JsonObject | None) -> None:
        if call_raw is None:
            return
        try:
            call = parse_call(call_raw)
        except ValueError:
            return
        self.calls.put_call(row.account, call)


def _stem(object_key: str) -> str:
    return object_key.rpartition(".")[0]
