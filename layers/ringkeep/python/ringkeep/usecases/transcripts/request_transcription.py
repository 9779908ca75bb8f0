"""Transcribe Now: starts the transcription of a recording, once.

    requested = request(row, requested_by=person.user_id)
    requested.job.state         queued, or what the job of the first click has become
    requested.new               False if a job stood already

The job is written together with the reservation of its cost, before the state machine starts. If the
process dies between the two, the next click starts it. What a person starts is written with an audit entry
and counts for their day:

    requested = request(row, asked=PersonRequest(person, origin, request_id))
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from ringkeep.domain.access.audited_requests import TRANSCRIBE, PersonRequest, recording_object
from ringkeep.domain.access.refusals import accept
from ringkeep.domain.recordings.recordings import Recording
from ringkeep.domain.recordings.transcript_pointer import TranscriptPointer
from ringkeep.domain.transcripts.budgets import BudgetUsedUp, fits, month_of
from ringkeep.domain.transcripts.costs import Cost
from ringkeep.domain.transcripts.daily_bounds import StartedEnough, day_of
from ringkeep.domain.transcripts.jobs import (
    FailureReason,
    TranscriptionJob,
    TranscriptionState,
    failed,
    next_revision,
    stands,
)
from ringkeep.domain.transcripts.names import job_name
from ringkeep.errors import Conflict
from ringkeep.usecases.clock import Clock
from ringkeep.usecases.conflicts import retry_on_conflict
from ringkeep.usecases.transcripts.assess_recording import Assessment, AssessRecording
from ringkeep.usecases.transcripts.ports import (
    PersonStart,
    StartedJobs,
    TranscriptionJobs,
    TranscriptionWorkflow,
)

GIVE_UP_AFTER: Final = 26 * 3600.0
"""Seconds. The state machine has 25 hours, so no execution works for a job that counts as failed."""


@dataclass(frozen=True)
class RequestedJob:
    job: TranscriptionJob
    new: bool


@dataclass(frozen=True)
class RequestTranscription:
    """`stack` is the name in the jobs' names, `give_up_after` the seconds after which one has failed.
    `starts` writes what a person starts; a function that starts jobs by a policy needs none."""

    assess: AssessRecording
    jobs: TranscriptionJobs
    workflow: TranscriptionWorkflow
    clock: Clock
    stack: str
    give_up_after: float = GIVE_UP_AFTER
    starts: StartedJobs | None = None
    random_bytes: Callable[[int], bytes] = secrets.token_bytes

    def __call__(
        self,
        row: Recording,
        requested_by: str = "",
        *,
        again: bool = False,
        asked: PersonRequest | None = None,
    ) -> RequestedJob:
        """`again`: the person wants a new transcript although there is one. Raises ChangeRefused with
        everything that stands against it, BudgetUsedUp, StartedEnough, and what storage and state machine
        raise."""
        who = asked.principal.user_id if asked else requested_by
        requested = retry_on_conflict(lambda: self._attempt(row, who, asked, again=again))
        if requested.job.state.is_open:
            self.workflow.start(requested.job)
        return requested

    def _attempt(
        self, row: Recording, requested_by: str, asked: PersonRequest | None, *, again: bool
    ) -> RequestedJob:
        now = self.clock.now()
        previous = self.jobs.newest(row.key)
        if previous and stands(previous, now, again=again):
            return RequestedJob(previous, new=False)
        if previous is None and row.transcript and not again:
            return RequestedJob(self._lost_job(row, row.transcript), new=False)
        assessment = self.assess(row)
        accept(assessment.refusals)
        if previous and previous.is_overdue(now):
            ended = failed(previous, FailureReason.NEVER_ENDED, now)
            previous = self.jobs.save(ended, charged=previous.charged)
        job = self.new_job(row, assessment, previous, requested_by)
        start = self._start(asked, job, repeat=again and row.transcript is not None)
        return RequestedJob(self._reserve(job, assessment, start), new=True)

    def new_job(
        self,
        row: Recording,
        assessment: Assessment,
        previous: TranscriptionJob | None,
        requested_by: str = "",
    ) -> TranscriptionJob:
        """Returns the next job, which is not written yet."""
        now = self.clock.now()
        revision = next_revision(previous, row.transcript.revision if row.transcript else 0)
        return TranscriptionJob(
            **row.key.model_dump(),
            revision=revision,
            name=job_name(self.stack, row.key, revision),
            requested_by=requested_by,
            requested_at=now,
            give_up_at=now + self.give_up_after,
            options=assessment.settings.options,
            duration_seconds=assessment.seconds,
            channels=row.audio.channels if row.audio else None,
            month=month_of(now),
            currency=self.assess.prices.currency,
            estimate=assessment.cost.micros if assessment.cost else 0,
        ).with_history(now, "requested")

    def _lost_job(self, row: Recording, transcript: TranscriptPointer) -> TranscriptionJob:
        """The job of a transcript that is older than the table: the rows were rebuilt from S3."""
        made = transcript.created
        return TranscriptionJob(
            **row.key.model_dump(),
            revision=transcript.revision,
            state=TranscriptionState.COMPLETED,
            name=job_name(self.stack, row.key, transcript.revision),
            requested_at=made,
            ended_at=made,
            give_up_at=made,
            language=transcript.language,
            month=month_of(made),
            currency=self.assess.prices.currency,
            estimate=0,
        )

    def _start(
        self, asked: PersonRequest | None, job: TranscriptionJob, *, repeat: bool
    ) -> PersonStart | None:
        if asked is None:
            return None
        now, object_ = self.clock.now(), recording_object(job.key)
        entry = asked.entry(
            now, self.random_bytes(8), TRANSCRIBE, object_, revision=job.revision, repeat=repeat
        )
        return PersonStart(entry, day_of(now), repeat)

    def _reserve(
        self, job: TranscriptionJob, assessment: Assessment, start: PersonStart | None
    ) -> TranscriptionJob:
        budget = assessment.settings.monthly_budget
        try:
            return self._save(job, start, budget)
        except Conflict:
            spent = self.jobs.spent(job.service, job.month)
            if budget is not None and not fits(spent, job.estimate, budget):
                raise self._used_up(job, budget, spent) from None
            self._require_room(start)
            raise

    def _save(
        self, job: TranscriptionJob, start: PersonStart | None, budget: int | None
    ) -> TranscriptionJob:
        if start is None or self.starts is None:
            return self.jobs.save(job, budget=budget)
        return self.starts.save(job, start, budget)

    def _require_room(self, start: PersonStart | None) -> None:
        if start is None or self.starts is None:
            return
        counts = self.starts.counts(start.entry.actor.id, start.day)
        if not self.starts.bounds.allow(counts, repeat=start.repeat):
            raise StartedEnough(self.starts.bounds) from None

    def _used_up(self, job: TranscriptionJob, budget: int, spent: int) -> BudgetUsedUp:
        limit, used, cost = (
            Cost(micros=each, currency=job.currency) for each in (budget, spent, job.estimate)
        )
        return BudgetUsedUp(job.service, limit, used, cost)
