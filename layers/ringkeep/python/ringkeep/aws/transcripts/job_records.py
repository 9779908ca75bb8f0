"""All jobs of one recording, for its erasure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ringkeep.aws.table import Table
from ringkeep.aws.transcripts.jobs_table import job_partition
from ringkeep.domain.recordings.recordings import RecordingKey
from ringkeep.domain.transcripts.jobs import TranscriptionJob

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class DynamoTranscriptionRecords:
    """The TranscriptionRecords port."""

    def __init__(self, client: DynamoDBClient, table_name: str) -> None:
        self._table = Table(client, table_name)

    def jobs(self, key: RecordingKey) -> Sequence[TranscriptionJob]:
        items = self._table.query("pk = :pk", {":pk": job_partition(key)})
        return [TranscriptionJob.model_validate(item) for item in items]

    def forget(self, key: RecordingKey) -> None:
        partition = job_partition(key)
        items = self._table.query("pk = :pk", {":pk": partition}, attributes=("sk",))
        for item in list(items):
            self._table.delete({"pk": partition, "sk": str(item["sk"])})
