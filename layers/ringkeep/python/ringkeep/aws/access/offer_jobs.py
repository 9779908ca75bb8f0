"""Jobs that import what was excluded as not licensed, in the people table.

pk `offer_job#{id}`     sk `job`      the job, with its place
pk `offer_jobs`         sk its id     while it is not finished

A finished job expires after 90 days.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from pydantic import ValidationError

from ringkeep.aws.access.people_writes import writes_of
from ringkeep.aws.items import Item
from ringkeep.aws.table import Table
from ringkeep.aws.transactions import Delete, Key, Put, Write
from ringkeep.domain.json import JsonValue
from ringkeep.domain.recordings.offer_jobs import OfferJob
from ringkeep.domain.validation import wrong_fields
from ringkeep.errors import StoredDataInvalid
from ringkeep.usecases.access.ports import PeopleWrite

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_OPEN: Final = "offer_jobs"
_MOST: Final = 50
_KEPT_SECONDS: Final = 90 * 86_400.0


class DynamoOfferJobs:
    """The OfferJobs port."""

    def __init__(self, client: DynamoDBClient, table_name: str) -> None:
        self._table = Table(client, table_name)

    def job(self, job_id: str) -> OfferJob | None:
        item = self._table.get(_key(job_id))
        return _job(item) if item else None

    def open_jobs(self) -> Sequence[OfferJob]:
        """The oldest of them may be beyond the first 50, whose ids are random; it comes when they are
        done."""
        listed = self._table.query("pk = :pk", {":pk": _OPEN}, limit=_MOST)
        jobs = [self.job(str(item["sk"])) for item in listed]
        return sorted(filter(None, jobs), key=lambda job: job.created_at)

    def add(self, job: OfferJob, write: PeopleWrite | None = None) -> None:
        new = [
            Put(_item(job), "attribute_not_exists(pk)"),
            Put({"pk": _OPEN, "sk": job.id}),
        ]
        self._table.transact([*new, *(writes_of(write) if write else [])])

    def save(self, job: OfferJob) -> None:
        values = {":expected": job.version - 1}
        writes: list[Write] = [Put(_item(job), "revision = :expected", values)]
        if not job.state.open:
            writes.append(Delete({"pk": _OPEN, "sk": job.id}))
        self._table.transact(writes)


def _key(job_id: str) -> Key:
    return {"pk": f"offer_job#{job_id}", "sk": "job"}


def _item(job: OfferJob) -> Item:
    content: JsonValue = job.model_dump(mode="json")
    item: Item = {**_key(job.id), "content": content, "revision": job.version}
    return item if job.state.open else {**item, "ttl": int(job.changed_at + _KEPT_SECONDS)}


def _job(item: Item) -> OfferJob:
    try:
        return OfferJob.model_validate(item.get("content"))
    except ValidationError as problem:
        fields = wrong_fields(problem.errors())
    raise StoredDataInvalid(f"a stored job has invalid fields: {fields}")
