"""In-memory ports of the use cases for transcripts. Those of jobs, transcripts and results pass the contract
tests."""

from __future__ import annotations

from collections.abc import Iterator

from ringkeep.domain.access.audit import AuditEntry
from ringkeep.domain.recordings.archive import Sidecar
from ringkeep.domain.recordings.recordings import Recording, RecordingKey
from ringkeep.domain.transcripts.daily_bounds import DailyBounds, StartCounts
from ringkeep.domain.transcripts.jobs import TranscriptionJob
from ringkeep.domain.transcripts.keys import service_prefix, transcript_key
from ringkeep.domain.transcripts.policies import TranscriptionSettings, VersionedSettings
from ringkeep.domain.transcripts.transcripts import Transcript
from ringkeep.errors import Conflict, ResultTooLarge, StorageFailed
from ringkeep.usecases.access.ports import PeopleWrite
from ringkeep.usecases.transcripts.ports import PersonStart
from tests.fakes.access.people_store import MemoryPeopleStore


class MemoryTranscriptionJobs:
    def __init__(self) -> None:
        self.jobs: dict[tuple[RecordingKey, int], TranscriptionJob] = {}
        self.expenses: dict[tuple[str, str], int] = {}

    def newest(self, key: RecordingKey) -> TranscriptionJob | None:
        found = [job for (recording, _), job in self.jobs.items() if recording == key]
        return max(found, key=lambda job: job.revision, default=None)

    def job(self, key: RecordingKey, revision: int) -> TranscriptionJob | None:
        return self.jobs.get((key, revision))

    def save(
        self, job: TranscriptionJob, *, charged: int = 0, budget: int | None = None
    ) -> TranscriptionJob:
        stored = self.job(job.key, job.revision)
        if (stored.version if stored else 0) != job.version:
            raise Conflict(f"the job {job.name} changed")
        month = (job.service, job.month)
        more = job.charged - charged
        spent = self.expenses.get(month, 0) + more
        if budget is not None and more > 0 and spent > budget:
            raise Conflict("the budget has no room")
        if more:
            self.expenses[month] = spent
        written = job.model_copy(update={"version": job.version + 1})
        self.jobs[job.key, job.revision] = written
        return written

    def spent(self, service: str, month: str) -> int:
        return self.expenses.get((service, month), 0)


class MemoryStartedJobs:
    """The StartedJobs port over the jobs."""

    def __init__(self, jobs: MemoryTranscriptionJobs, bounds: DailyBounds | None = None) -> None:
        self._jobs = jobs
        self.bounds = bounds or DailyBounds()
        self.entries: list[AuditEntry] = []
        self._counts: dict[tuple[str, str], StartCounts] = {}

    def save(
        self, job: TranscriptionJob, start: PersonStart, budget: int | None
    ) -> TranscriptionJob:
        key = (start.entry.actor.id, start.day)
        counts = self.counts(*key)
        if not self.bounds.allow(counts, repeat=start.repeat):
            raise Conflict("the bound of the day is reached")
        written = self._jobs.save(job, budget=budget)
        self.entries.append(start.entry)
        self._counts[key] = StartCounts(
            started=counts.started + 1, repeated=counts.repeated + start.repeat
        )
        return written

    def counts(self, user_id: str, day: str) -> StartCounts:
        return self._counts.get((user_id, day), StartCounts())


class MemoryTranscripts:
    """`broken`: every method raises StorageFailed."""

    def __init__(self) -> None:
        self.objects: dict[str, Transcript] = {}
        self.broken = False

    def write(self, row: Recording, transcript: Transcript, *, unredacted: bool = False) -> None:
        self._break()
        key = transcript_key(row, transcript.revision, unredacted=unredacted)
        self.objects[key] = transcript

    def read(self, row: Recording, revision: int, *, unredacted: bool = False) -> Transcript | None:
        self._break()
        return self.objects.get(transcript_key(row, revision, unredacted=unredacted))

    def keys(self, service: str, *, unredacted: bool = False) -> Iterator[str]:
        prefix = service_prefix(service, unredacted=unredacted)
        return iter(sorted(key for key in self.objects if key.startswith(prefix)))

    def _break(self) -> None:
        if self.broken:
            raise StorageFailed("S3 does not answer")


class MemoryResults:
    def __init__(self, most_bytes: int = 1_000_000) -> None:
        self.objects: dict[str, bytes] = {}
        self._most = most_bytes

    def read(self, object_key: str) -> bytes | None:
        content = self.objects.get(object_key)
        if content is not None and len(content) > self._most:
            raise ResultTooLarge(f"the result has {len(content)} bytes")
        return content


class MemoryTranscriptionSettings:
    """The TranscriptionSettingsStore port, and that of changes. Audit entries go to `people`."""

    def __init__(self, people: MemoryPeopleStore | None = None) -> None:
        self.stored: dict[str, VersionedSettings] = {}
        self._people = people

    def of(self, service: str) -> TranscriptionSettings:
        return self.versioned(service).settings

    def versioned(self, service: str) -> VersionedSettings:
        return self.stored.get(service, VersionedSettings(TranscriptionSettings(), 0))

    def write(
        self, service: str, settings: TranscriptionSettings, expected: int, people: PeopleWrite
    ) -> None:
        if self.versioned(service).version != expected:
            raise Conflict("another process changed the settings")
        if self._people is not None:
            self._people.write(people)
        self.decide(service, settings)

    def decide(self, service: str, settings: TranscriptionSettings) -> None:
        version = self.versioned(service).version + 1
        self.stored[service] = VersionedSettings(settings, version)


class RecordedStarts:
    """Remembers which jobs were started."""

    def __init__(self) -> None:
        self.started: list[str] = []
        self.broken = False

    def start(self, job: TranscriptionJob) -> None:
        if self.broken:
            raise StorageFailed("the state machine does not answer")
        self.started.append(job.name)


class MemorySidecars:
    def __init__(self) -> None:
        self.sidecars: dict[RecordingKey, Sidecar] = {}

    def sidecar(self, row: Recording) -> Sidecar | None:
        return self.sidecars.get(row.key)


class FixedOwners:
    def __init__(self, *users: str) -> None:
        self.users = users

    def of(self, row: Recording) -> tuple[str, ...]:
        return self.users
