"""Imports of users in the people table, next to the users whom they write.

    pk `user_imports`         sk the import's id      the job
    pk `open_user_imports`    sk the import's id      it is being checked or written
    pk `user_import#{id}`     sk `{start}`            the results of up to 50 lines

An id begins with its time, so that the imports are in order. Everything that belongs together is written
in one transaction. The imports and their results, which have addresses, expire after 400 days. What each of
them changed stays in the audit log.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from pydantic import ValidationError

from ringkeep.aws.access.people_items import audit_item
from ringkeep.aws.items import Item
from ringkeep.aws.table import Table
from ringkeep.aws.transactions import Delete, Key, Put, Write
from ringkeep.domain.access.audit import AuditEntry
from ringkeep.domain.access.user_imports import ImportJob, LineResult
from ringkeep.domain.json import JsonValue
from ringkeep.domain.model import Model
from ringkeep.errors import StoredDataInvalid
from ringkeep.usecases.access.imports.ports import ResultPart

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_JOBS: Final = "user_imports"
_OPEN: Final = "open_user_imports"
_KEPT_SECONDS: Final = 400 * 86_400.0


class _Results(Model):
    results: tuple[LineResult, ...]


class DynamoImportJobs:
    """The ImportJobs port."""

    def __init__(self, client: DynamoDBClient, table_name: str) -> None:
        self._table = Table(client, table_name)

    def get(self, import_id: str) -> ImportJob | None:
        item = self._table.get(_job_key(import_id)) if import_id else None
        return _job(item) if item else None

    def newest(self, before: str, limit: int) -> Sequence[ImportJob]:
        older = " AND sk < :before" if before else ""
        values = {":pk": _JOBS, **({":before": before} if before else {})}
        items = self._table.query(f"pk = :pk{older}", values, limit=limit, descending=True)
        return [_job(item) for item in items]

    def open(self) -> Sequence[ImportJob]:
        marks = self._table.query("pk = :pk", {":pk": _OPEN})
        jobs = (self.get(str(each["sk"])) for each in marks)
        return [job for job in jobs if job and job.state.open]

    def put(
        self, job: ImportJob, part: ResultPart | None = None, audit: AuditEntry | None = None
    ) -> None:
        self._table.transact(list(_writes(job, part, audit)))

    def results(self, import_id: str, start: int) -> Iterator[ResultPart]:
        values = {":pk": _results_partition(import_id), ":start": _place(start)}
        for item in self._table.query("pk = :pk AND sk >= :start", values):
            yield ResultPart(int(str(item["sk"])), _results(item))


def _writes(job: ImportJob, part: ResultPart | None, audit: AuditEntry | None) -> Iterator[Write]:
    yield _job_put(job)
    mark: Key = {"pk": _OPEN, "sk": job.id}
    yield Put({**mark}) if job.state.open else Delete(mark)
    if part:
        yield Put({**_results_item(job.id, part), "ttl": _expires_at(job)})
    if audit:
        yield Put(audit_item(audit), "attribute_not_exists(pk)")


def _job_put(job: ImportJob) -> Put:
    content: JsonValue = job.model_dump(mode="json")
    item: Item = {
        **_job_key(job.id),
        "content": content,
        "revision": job.version,
        "ttl": _expires_at(job),
    }
    if job.version == 1:
        return Put(item, "attribute_not_exists(pk)")
    return Put(item, "revision = :expected", {":expected": job.version - 1})


def _expires_at(job: ImportJob) -> int:
    return int(job.uploaded_at + _KEPT_SECONDS)


def _results_item(import_id: str, part: ResultPart) -> Item:
    content: JsonValue = _Results(results=part.results).model_dump(mode="json")
    return {"pk": _results_partition(import_id), "sk": _place(part.start), "content": content}


def _job_key(import_id: str) -> Key:
    return {"pk": _JOBS, "sk": import_id}


def _results_partition(import_id: str) -> str:
    return f"user_import#{import_id}"


def _place(start: int) -> str:
    return f"{start:06d}"


def _job(item: Item) -> ImportJob:
    try:
        return ImportJob.model_validate(item.get("content"))
    except ValidationError:
        raise StoredDataInvalid("a stored import of users is invalid") from None


def _results(item: Item) -> tuple[LineResult, ...]:
    try:
        return _Results.model_validate(item.get("content")).results
    except ValidationError:
        raise StoredDataInvalid("the stored results of an import of users are invalid") from None
