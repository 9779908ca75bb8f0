"""The last step of the state machine: stores the transcript, and ends the job whatever happened.

Everything before the job's last write can be repeated: transcripts are written under the same keys, and
the row's pointer only moves to a higher revision.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from ringkeep.domain.json import parse_object
from ringkeep.domain.model import Model
from ringkeep.domain.recordings.recordings import Recording, RecordingKey, RecordingState
from ringkeep.domain.recordings.transcript_pointer import TranscriptPointer
from ringkeep.domain.transcripts.amazon_transcribe import (
    ResultUnreadable,
    TranscriptFacts,
    transcript_of,
)
from ringkeep.domain.transcripts.costs import Cost, Prices, cost_of
from ringkeep.domain.transcripts.jobs import (
    FailureReason,
    TranscriptionJob,
    completed,
    failed,
)
from ringkeep.domain.transcripts.keys import redacted_result_key, result_key
from ringkeep.domain.transcripts.pointers import pointer_to
from ringkeep.domain.transcripts.transcripts import Transcript
from ringkeep.errors import ResultTooLarge
from ringkeep.usecases.clock import Clock
from ringkeep.usecases.conflicts import retry_on_conflict
from ringkeep.usecases.transcripts.ports import (
    RecordingRows,
    TranscriptionJobs,
    TranscriptionResults,
    TranscriptStore,
)


class JobEnd(StrEnum):
    """How the state machine came to its last step."""

    COMPLETED = "completed"
    FAILED = "failed"
    """The service says so."""
    REFUSED = "refused"
    """The service did not accept the job."""
    NEVER_ENDED = "never_ended"
    WORKER_FAILED = "worker_failed"


_REASONS = {
    JobEnd.FAILED: FailureReason.SERVICE_FAILED,
    JobEnd.REFUSED: FailureReason.SERVICE_REFUSED,
    JobEnd.NEVER_ENDED: FailureReason.NEVER_ENDED,
    JobEnd.WORKER_FAILED: FailureReason.WORKER_FAILED,
}


class JobResult(Model):
    """`language` is what the service found, empty if it named none."""

    end: JobEnd
    detail: str = ""
    language: str = ""


class _Unusable(Exception):
    def __init__(self, reason: FailureReason, detail: str = "") -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.detail = detail


@dataclass(frozen=True)
class SettleTranscription:
    rows: RecordingRows
    jobs: TranscriptionJobs
    store: TranscriptStore
    results: TranscriptionResults
    prices: Prices
    clock: Clock

    def __call__(
        self, key: RecordingKey, revision: int, result: JobResult
    ) -> TranscriptionJob | None:
        """Returns the ended job, None if there is none. Raises StorageFailed: the step is repeated."""
        return retry_on_conflict(lambda: self._attempt(key, revision, result))

    def _attempt(
        self, key: RecordingKey, revision: int, result: JobResult
    ) -> TranscriptionJob | None:
        job = self.jobs.job(key, revision)
        if job is None or not job.state.is_open:
            return job
        return self.jobs.save(self._ended(job, result), charged=job.charged)

    def _ended(self, job: TranscriptionJob, result: JobResult) -> TranscriptionJob:
        now = self.clock.now()
        if result.end is not JobEnd.COMPLETED:
            return failed(job, _REASONS[result.end], now, result.detail)
        cost = self._cost(job)
        try:
            language = self._store(job, result)
        except _Unusable as unusable:
            paid = cost.micros
            return failed(job, unusable.reason, now, unusable.detail, paid)
        return completed(job, language, cost, now)

    def _cost(self, job: TranscriptionJob) -> Cost:
        """What the service bills. Without a known length the estimate stays."""
        if job.duration_seconds is None:
            return Cost(micros=job.estimate, currency=job.currency)
        return cost_of(job.duration_seconds, self.prices, redacted=job.options.redaction)

    def _store(self, job: TranscriptionJob, result: JobResult) -> str:
        """Returns the transcript's language."""
        row = self._row(job)
        language = result.language or job.options.language or "und"
        transcripts = [
            (self._transcript(job, key, language, redacted=redacted), unredacted)
            for key, redacted, unredacted in _objects(job)
        ]
        for transcript, unredacted in transcripts:
            self.store.write(row, transcript, unredacted=unredacted)
        readable = transcripts[0][0]
        self._point(job, pointer_to(readable, unredacted=len(transcripts) > 1))
        return language

    def _row(self, job: TranscriptionJob) -> Recording:
        """An erased recording gets no transcript."""
        row = self.rows.recording(job.key)
        if row is None or row.state is not RecordingState.STORED:
            raise _Unusable(FailureReason.AUDIO_GONE)
        return row

    def _transcript(
        self, job: TranscriptionJob, object_key: str, language: str, *, redacted: bool
    ) -> Transcript:
        try:
            content = self.results.read(object_key)
        except ResultTooLarge as error:
            raise _Unusable(FailureReason.RESULT_TOO_LARGE, str(error)) from None
        if content is None:
            raise _Unusable(FailureReason.RESULT_MISSING)
        facts = TranscriptFacts(
            recording=job.key,
            revision=job.revision,
            language=language,
            created=self.clock.now(),
            duration_seconds=job.duration_seconds,
            redacted=redacted,
        )
        try:
            return transcript_of(parse_object(content), facts)
        except (ResultUnreadable, ValueError) as error:
            raise _Unusable(FailureReason.RESULT_UNREADABLE, str(error)) from None

    def _point(self, job: TranscriptionJob, pointer: TranscriptPointer) -> None:
        def attempt() -> None:
            row = self._row(job)
            if row.transcript is None or row.transcript.revision < pointer.revision:
                now, note = self.clock.now(), f"revision {pointer.revision} {pointer.language}"
                changed = row.with_history(now, "transcribed", note, transcript=pointer)
                self.rows.put_recording(changed)

        retry_on_conflict(attempt)


def _objects(job: TranscriptionJob) -> Iterator[tuple[str, bool, bool]]:
    """Yields each result's key, whether it is redacted, and whether it needs the right to unredacted text.
    The one that people with the right to play may read comes first."""
    if job.options.redaction:
        yield redacted_result_key(job.name), True, False
        yield result_key(job.name), False, True
    else:
        yield result_key(job.name), False, False
