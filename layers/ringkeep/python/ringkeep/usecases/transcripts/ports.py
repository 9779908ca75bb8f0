"""The ports of the use cases for transcripts. Adapters and fakes pass the same contract tests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from ringkeep.domain.access.audit import AuditEntry
from ringkeep.domain.recordings.archive import Sidecar
from ringkeep.domain.recordings.recordings import Recording, RecordingKey
from ringkeep.domain.transcripts.daily_bounds import DailyBounds, StartCounts
from ringkeep.domain.transcripts.jobs import TranscriptionJob
from ringkeep.domain.transcripts.policies import TranscriptionSettings
from ringkeep.domain.transcripts.transcripts import Transcript


class RecordingRows(Protocol):
    """The rows of recordings: a part of the port CallsTable."""

    def recording(self, key: RecordingKey) -> Recording | None: ...

    def put_recording(self, row: Recording) -> Recording:
        """Raises Conflict if another writer changed the row."""
        ...


class TranscriptionSettingsStore(Protocol):
    def of(self, service: str) -> TranscriptionSettings:
        """Returns the defaults for a service without settings. Raises StoredDataInvalid."""
        ...


class Sidecars(Protocol):
    def sidecar(self, row: Recording) -> Sidecar | None:
        """Returns the sidecar of a stored recording, None if it is gone or cannot be read."""
        ...


class TranscriptionJobs(Protocol):
    """The jobs of each recording, one for each revision, and what a service has spent in a month."""

    def newest(self, key: RecordingKey) -> TranscriptionJob | None:
        """Returns the job of the highest revision. The read is consistent."""
        ...

    def job(self, key: RecordingKey, revision: int) -> TranscriptionJob | None: ...

    def save(
        self, job: TranscriptionJob, *, charged: int = 0, budget: int | None = None
    ) -> TranscriptionJob:
        """Writes the job as its next version and returns it. Together with it, the month's expenses change
        from `charged`, what they have of this job now, to what the job is charged. Raises Conflict if
        another writer was faster (version 0: the job must be new), or if the expenses would grow beyond the
        budget: `spent` tells which."""
        ...

    def spent(self, service: str, month: str) -> int:
        """Returns what is spent and reserved in a month, in millionths. The read is consistent."""
        ...


@dataclass(frozen=True)
class PersonStart:
    """A person starts a job: their audit entry, the day (`2026-11-26`, UTC), and whether the recording has
    a transcript already."""

    entry: AuditEntry
    day: str
    repeat: bool


class StartedJobs(Protocol):
    """New jobs that people start, and how many each of them has started on a day."""

    @property
    def bounds(self) -> DailyBounds: ...

    def save(
        self, job: TranscriptionJob, start: PersonStart, budget: int | None
    ) -> TranscriptionJob:
        """Writes a new job as TranscriptionJobs does, together with its audit entry and the person's count,
        or none of them. Raises Conflict also if the person has used up a bound: `counts` tells."""
        ...

    def counts(self, user_id: str, day: str) -> StartCounts: ...


class TranscriptStore(Protocol):
    """The transcripts in S3. Every method raises StorageFailed."""

    def write(self, row: Recording, transcript: Transcript, *, unredacted: bool = False) -> None:
        """Writes a revision. Writing the same revision again replaces it."""
        ...

    def read(self, row: Recording, revision: int, *, unredacted: bool = False) -> Transcript | None:
        """Returns a revision, None if it does not exist. Raises StoredDataInvalid if it cannot be read."""
        ...


class TranscriptionResults(Protocol):
    """What the transcription service wrote."""

    def read(self, object_key: str) -> bytes | None:
        """Returns the content, None if the object does not exist. Raises ResultTooLarge."""
        ...


class TranscriptionWorkflow(Protocol):
    def start(self, job: TranscriptionJob) -> None:
        """Starts the state machine. A second start of the same job has no effect."""
        ...


class RecordingOwners(Protocol):
    def of(self, row: Recording) -> tuple[str, ...]:
        """Returns the ids of the users whose calls the recording covers, at the time of the call."""
        ...
