"""Joins the tables of jobs, of people and of each person's budgets for transcriptions that people start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ringkeep.aws.table import transact

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from ringkeep.aws.access.audit_entries import DynamoAuditEntries
    from ringkeep.aws.live.start_counts import DynamoStartCounts
    from ringkeep.aws.transcripts.jobs_table import DynamoTranscriptionJobs
    from ringkeep.domain.transcripts.daily_bounds import DailyBounds, StartCounts
    from ringkeep.domain.transcripts.jobs import TranscriptionJob
    from ringkeep.usecases.transcripts.ports import PersonStart


class DynamoStartedJobs:
    """The StartedJobs port: the job with its cost, its audit entry and the count of the day are written in
    one transaction."""

    def __init__(
        self,
        client: DynamoDBClient,
        jobs: DynamoTranscriptionJobs,
        entries: DynamoAuditEntries,
        counts: DynamoStartCounts,
        bounds: DailyBounds,
    ) -> None:
        self._client = client
        self._jobs = jobs
        self._entries = entries
        self._counts = counts
        self.bounds = bounds

    def save(
        self, job: TranscriptionJob, start: PersonStart, budget: int | None
    ) -> TranscriptionJob:
        written, requests = self._jobs.requests_of_new(job, budget)
        user_id, day = start.entry.actor.id, start.day
        counted = self._counts.count_request(user_id, day, self.bounds, repeat=start.repeat)
        transact(self._client, [*requests, self._entries.entry_request(start.entry), counted])
        return written

    def counts(self, user_id: str, day: str) -> StartCounts:
        return self._counts.counts(user_id, day)
