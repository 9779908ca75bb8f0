"""In-memory jobs. Passes the same contract tests as the DynamoDB adapter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ringkeep.domain.recordings.offer_jobs import OfferJob
from ringkeep.errors import Conflict
from ringkeep.usecases.access.ports import PeopleWrite


@dataclass
class MemoryOfferJobs:
    jobs: dict[str, OfferJob] = field(default_factory=dict)
    writes: list[PeopleWrite] = field(default_factory=list)
    saves: int = 0

    def job(self, job_id: str) -> OfferJob | None:
        return self.jobs.get(job_id)

    def open_jobs(self) -> Sequence[OfferJob]:
        jobs = (job for job in self.jobs.values() if job.state.open)
        return sorted(jobs, key=lambda job: job.created_at)

    def add(self, job: OfferJob, write: PeopleWrite | None = None) -> None:
        if job.id in self.jobs:
            raise Conflict("the job exists")
        self.jobs[job.id] = job
        self.writes += [write] if write else []

    def save(self, job: OfferJob) -> None:
        if self.jobs[job.id].version != job.version - 1:
            raise Conflict("the job changed")
        self.saves += 1
        self.jobs[job.id] = job
