"""The jobs of transcriptions, and what they cost, in the calls table.

A job has the pk `{service}#{account}#transcription#{recording}` and the sk `revision#000000001`. What a
service spent has the pk `{service}#transcription-expenses` and the month (`2026-11`) as sk. A job and its
cost are written in one transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from ringkeep.aws.items import Item
from ringkeep.aws.table import Table
from ringkeep.aws.transactions import Key, Put, Update, Write
from ringkeep.domain.recordings.recordings import RecordingKey
from ringkeep.domain.transcripts.jobs import TranscriptionJob
from ringkeep.errors import Conflict

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_REVISION: Final = "revision#"
_SPENT: Final = "spent"


class DynamoTranscriptionJobs:
    """The TranscriptionJobs port."""

    def __init__(self, client: DynamoDBClient, table_name: str) -> None:
        self._table = Table(client, table_name)

    def newest(self, key: RecordingKey) -> TranscriptionJob | None:
        values: Item = {":pk": job_partition(key), ":revision": _REVISION}
        items = self._table.query(
            "pk = :pk AND begins_with(sk, :revision)", values, limit=1, descending=True
        )
        return next((TranscriptionJob.model_validate(item) for item in items), None)

    def job(self, key: RecordingKey, revision: int) -> TranscriptionJob | None:
        item = self._table.get(_key(key, revision))
        return TranscriptionJob.model_validate(item) if item else None

    def save(
        self, job: TranscriptionJob, *, charged: int = 0, budget: int | None = None
    ) -> TranscriptionJob:
        written, put, expense = _writes(job, charged, budget)
        if expense:
            self._table.transact([put, expense])
        else:
            self._table.put(put.item, put.condition, put.values)
        return written

    def requests_of_new(
        self, job: TranscriptionJob, budget: int | None
    ) -> tuple[TranscriptionJob, Sequence[tuple[str, Write]]]:
        """Returns the next version of a job that is new, and what `save` writes, for a transaction with
        other tables."""
        written, put, expense = _writes(job, 0, budget)
        return written, [(self._table.name, each) for each in (put, expense) if each]

    def spent(self, service: str, month: str) -> int:
        item = self._table.get(_expenses_key(service, month), _SPENT)
        return int(str(item[_SPENT])) if item else 0


def _writes(
    job: TranscriptionJob, charged: int, budget: int | None
) -> tuple[TranscriptionJob, Put, Update | None]:
    written = job.model_copy(update={"version": job.version + 1})
    more = job.charged - charged
    return written, _put(written, job.version), _expense(job, more, budget) if more else None


def job_partition(key: RecordingKey) -> str:
    return f"{key.account.key}#transcription#{key.recording_id}"


def _key(key: RecordingKey, revision: int) -> dict[str, str]:
    return {"pk": job_partition(key), "sk": f"{_REVISION}{revision:09}"}


def _expenses_key(service: str, month: str) -> Key:
    return {"pk": f"{service}#transcription-expenses", "sk": month}


def _put(job: TranscriptionJob, expected: int) -> Put:
    fields = job.model_dump(mode="json", exclude_none=True)
    item: Item = {**fields, **_key(job.key, job.revision), "entity": "transcription"}
    if expected == 0:
        return Put(item, "attribute_not_exists(pk)")
    return Put(item, "#version = :expected", {":expected": expected})


def _expense(job: TranscriptionJob, more: int, budget: int | None) -> Update:
    """Raises Conflict for a cost that no month's budget has room for."""
    key, add = _expenses_key(job.service, job.month), "ADD #spent :more"
    if budget is None or more < 0:
        return Update(key, add, values={":more": more})
    if more > budget:
        raise Conflict("the cost is greater than the whole budget")
    room = "attribute_not_exists(#spent) OR #spent <= :room"
    return Update(key, add, room, {":more": more, ":room": budget - more})
