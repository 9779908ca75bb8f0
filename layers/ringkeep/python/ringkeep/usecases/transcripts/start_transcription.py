"""The first step of the state machine: checks a job once more, and says how to start it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ringkeep.domain.json import JsonObject
from ringkeep.domain.model import Model
from ringkeep.domain.recordings.archive import StoredJson
from ringkeep.domain.recordings.recordings import RecordingKey, RecordingState
from ringkeep.domain.transcripts.job_request import job_request
from ringkeep.domain.transcripts.jobs import FailureReason, TranscriptionJob, failed, started
from ringkeep.usecases.clock import Clock
from ringkeep.usecases.conflicts import retry_on_conflict
from ringkeep.usecases.transcripts.ports import RecordingRows, TranscriptionJobs


class StartResult(Model):
    """`start`: `request` is for the service. `ended`: nothing is to be done, or the audio is gone."""

    outcome: Literal["start", "ended"]
    request: StoredJson | None = None


@dataclass(frozen=True)
class StartTranscription:
    """`bucket` has audio and results, `kms_key` encrypts the results (empty for S3's own key)."""

    rows: RecordingRows
    jobs: TranscriptionJobs
    clock: Clock
    bucket: str
    kms_key: str = ""

    def __call__(self, key: RecordingKey, revision: int) -> StartResult:
        """A repeated step gives the same answer: the job's name makes the service refuse a second job."""
        return retry_on_conflict(lambda: self._attempt(key, revision))

    def _attempt(self, key: RecordingKey, revision: int) -> StartResult:
        job = self.jobs.job(key, revision)
        if job is None or not job.state.is_open:
            return StartResult(outcome="ended")
        request = self._request(job)
        now = self.clock.now()
        if request is None:
            gone = failed(job, FailureReason.AUDIO_GONE, now)
            self.jobs.save(gone, charged=job.charged)
            return StartResult(outcome="ended")
        running = started(job, now)
        if running != job:
            self.jobs.save(running, charged=job.charged)
        return StartResult(outcome="start", request=dict(request))

    def _request(self, job: TranscriptionJob) -> JsonObject | None:
        row = self.rows.recording(job.key)
        if row is None or row.state is not RecordingState.STORED or row.audio is None:
            return None
        audio = row.audio
        return job_request(job, audio.object_key, audio.content_type, self.bucket, self.kms_key)
