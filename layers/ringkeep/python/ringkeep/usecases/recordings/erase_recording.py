"""Erases a recording: everything that was said, by whom, and what people wrote about it.

    erase(key, "the customer asked for it")

Its row is marked first, so that nothing brings anything back meanwhile. Then the postings of the search index
go, the work of people, the transcripts, and at last the audio with its sidecar. Each step may be repeated, so
after a failure the same command goes on. The row and its decision in S3 stay as evidence.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple, Protocol

from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.json import JsonObject
from ringkeep.domain.model import Model
from ringkeep.domain.recordings.calls import recorded_parts
from ringkeep.domain.recordings.erasing import (
    audio_places,
    erased,
    erasing,
    evidence_place,
    is_erased,
    posting_places,
    transcript_places,
    work_place,
)
from ringkeep.domain.recordings.erasures import Erasure
from ringkeep.domain.recordings.recordings import Recording, RecordingKey, RecordingState
from ringkeep.domain.transcripts.jobs import TranscriptionJob
from ringkeep.errors import ErasureRefused
from ringkeep.usecases.clock import Clock
from ringkeep.usecases.conflicts import retry_on_conflict
from ringkeep.usecases.recordings.find_conversation import readable_call


class ErasedRows(Protocol):
    def recording(self, key: RecordingKey) -> Recording | None: ...

    def put_recording(self, row: Recording) -> Recording: ...

    def call_raw(self, account: AccountRef, call_id: str) -> JsonObject | None: ...


class CallsToForget(Protocol):
    def forget(self, account: AccountRef, call_id: str) -> None:
        """Removes what a call's record says. Its id and version stay, so that it counts as known."""
        ...


class Decisions(Protocol):
    def write_decision(self, row: Recording, call_raw: JsonObject | None) -> None: ...


class IndexedPostings(Protocol):
    def remove(self, key: RecordingKey) -> object: ...


class RecordingWork(Protocol):
    """What people wrote about recordings: notes, tags, bookmarks."""

    def remove(self, key: RecordingKey) -> None:
        """Removes all of it, and lets nothing more be written. May be repeated."""
        ...


class TranscriptionRecords(Protocol):
    def jobs(self, key: RecordingKey) -> Sequence[TranscriptionJob]: ...

    def forget(self, key: RecordingKey) -> None:
        """Removes the jobs of a recording. What they cost stays in the sum of their month."""
        ...


class ProtectedObject(NamedTuple):
    """`until` is in seconds since the epoch, None for a legal hold, which has no end."""

    key: str
    until: float | None


class ErasableObjects(Protocol):
    """The objects whose keys begin with one of the texts, in all their versions."""

    def protected(self, beginnings: Iterable[str]) -> ProtectedObject | None:
        """Returns one that Object Lock or a legal hold protects now, None if there is none."""
        ...

    def delete(self, beginnings: Iterable[str]) -> int:
        """Deletes all versions and delete markers, and returns their number. Raises ErasureRefused."""
        ...

    def delete_earlier(self, object_key: str) -> int:
        """Deletes all versions of one object except the present one."""
        ...


class ErasureAudit(Protocol):
    def caller(self) -> str:
        """Returns who asks, for the evidence."""
        ...

    def record(self, row: Recording, erasure: Erasure) -> None:
        """Writes the audit entry, once for each erasure."""
        ...


class ErasureResult(Model):
    """`objects` counts the versions of objects that were deleted by this run."""

    recording: Recording
    objects: int = 0


@dataclass(frozen=True)
class EraseRecording:
    rows: ErasedRows
    calls: CallsToForget
    decisions: Decisions
    postings: IndexedPostings
    work: RecordingWork
    transcriptions: TranscriptionRecords
    objects: ErasableObjects
    audit: ErasureAudit
    clock: Clock

    def __call__(self, key: RecordingKey, reason: str) -> ErasureResult | None:
        """Returns None for an unknown recording. Raises ErasureRefused with a sentence if it cannot be
        erased now. What fails raises its own error, and the same call goes on afterwards."""
        if self.rows.recording(key) is None:
            return None
        row = retry_on_conflict(lambda: self._marked(key, reason))
        if row.erasure is not None:
            self.audit.record(row, row.erasure)
        jobs = self._ended_jobs(row)
        deleted = self._everything(row, jobs)
        self._ended_jobs(row)
        row = retry_on_conflict(lambda: self._completed(key))
        return ErasureResult(recording=row, objects=deleted + self._earlier_evidence(row))

    def _marked(self, key: RecordingKey, reason: str) -> Recording:
        """An erasure that was begun keeps its reason: a repetition goes on with it."""
        row = self._row(key)
        if row.state is RecordingState.ERASED:
            return row
        now = self.clock.now()
        if row.state is RecordingState.IMPORTING and now < row.claimed_until:
            raise ErasureRefused(
                "It is being imported at this moment. Run the command again in a few minutes."
            )
        self._require_deletable(row)
        marked = erasing(row, Erasure(at=now, by=self.audit.caller(), reason=reason))
        return self._write(marked)

    def _require_deletable(self, row: Recording) -> None:
        jobs = self.transcriptions.jobs(row.key)
        spoken = (*transcript_places(row, jobs), *audio_places(row), *posting_places(row))
        protected = self.objects.protected([*spoken, work_place(row), evidence_place(row)])
        if protected is not None:
            raise ErasureRefused(
                f"S3 protects {protected.key} {_protection(protected.until)}, so nothing was erased."
            )

    def _ended_jobs(self, row: Recording) -> Sequence[TranscriptionJob]:
        """A running job would write a transcript after the others were deleted. Someone who read the row
        before it was marked may start one at any moment, so it is asked again and again."""
        jobs, now = self.transcriptions.jobs(row.key), self.clock.now()
        if any(job.as_of(now).state.is_open for job in jobs):
            raise ErasureRefused(
                "It is being transcribed at this moment. It can no longer be played or found. Run the"
                " command again when the transcription has ended: it then erases the rest."
            )
        return jobs

    def _everything(self, row: Recording, jobs: Sequence[TranscriptionJob]) -> int:
        self.postings.remove(row.key)
        deleted = self.objects.delete(posting_places(row))
        self.work.remove(row.key)
        deleted += self.objects.delete(transcript_places(row, jobs))
        self._ended_jobs(row)
        self.transcriptions.forget(row.key)
        deleted += self.objects.delete(audio_places(row))
        self._forget_call(row)
        # The streams' function works meanwhile: it may have finished a copy of notes that it had begun, or
        # removed the same postings and left a delete marker.
        self.work.remove(row.key)
        return deleted + self.objects.delete(posting_places(row))

    def _forget_call(self, row: Recording) -> None:
        """The record of the call stays as long as another recording of it does."""
        if not row.call_id:
            return
        call = readable_call(self.rows.call_raw(row.account, row.call_id))
        named = [part.reference.id for part in recorded_parts(call)] if call else []
        others = (row.key.model_copy(update={"recording_id": each}) for each in named)
        if not any(self._is_kept(other) for other in others if other != row.key):
            self.calls.forget(row.account, row.call_id)

    def _is_kept(self, key: RecordingKey) -> bool:
        other = self.rows.recording(key)
        return other is not None and other.state is not RecordingState.ERASED

    def _completed(self, key: RecordingKey) -> Recording:
        row = self._row(key)
        return row if is_erased(row) else self._write(erased(row, self.clock.now()))

    def _earlier_evidence(self, row: Recording) -> int:
        return self.objects.delete_earlier(evidence_place(row))

    def _write(self, row: Recording) -> Recording:
        """The decision comes first: the rows are rebuilt from S3."""
        self.decisions.write_decision(row, None)
        return self.rows.put_recording(row)

    def _row(self, key: RecordingKey) -> Recording:
        row = self.rows.recording(key)
        if row is None:
            raise ErasureRefused("Its row is gone. Rebuild the index, and run the command again.")
        return row


def _protection(until: float | None) -> str:
    if until is None:
        return "by a legal hold"
    day = datetime.fromtimestamp(until, UTC).strftime("%Y-%m-%d")
    return f"by Object Lock until {day}"
