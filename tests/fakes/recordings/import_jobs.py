"""In-memory jobs. Passes the same contract tests as the DynamoDB adapter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ringkeep.domain.recordings.import_jobs import ImportJob
from ringkeep.errors import Conflict
from ringkeep.usecases.access.ports import PeopleWrite


@dataclass
class MemoryImportJobs:
    jobs: dict[str, ImportJob] = field(default_factory=dict)
    writes: list[PeopleWrite] = field(default_factory=list)
    saves: int = 0

    def job(self, job_id: str) -> ImportJob | None:
        return self.jobs.get(job_id)

    def open_jobs(self) -> Sequence[ImportJob]:
        jobs = (job for job in self.jobs.values() if job.state.open)
        return sorted(jobs, key=lambda job: job.created_at)

    def add(self, job: ImportJob, write: PeopleWrite | None = None) -> None:
        if job.id in self.jobs:
            raise Conflict("the job exists")
        self.jobs[job.id] = job
        self.writes += [write] if write else []

    def save(self, job: ImportJob) -> None:
        if self.jobs[job.id].version != job.version - 1:
            raise Conflict("the job changed")
        self.saves += 1
        self.jobs[job.id] = job
