"""Reads all sums of scores and the copies of the evaluations, and writes the sums again. Only the command
line does.

The lock says until when its run is at work: a run that was interrupted is taken over after that. Functions do
not look at the time, since the sums are incomplete until a run has ended.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import TYPE_CHECKING, Final

from pydantic import ConfigDict, ValidationError

from ringkeep.aws.errors import translated
from ringkeep.aws.evaluation.evaluation_copies import S3EvaluationCopies
from ringkeep.aws.evaluation.scores_table import (
    CONTRIBUTION,
    CONTRIBUTIONS,
    LOCK,
    cell_item,
    cell_key,
    cell_of,
    contribution_item,
    contribution_key,
    stored_of,
)
from ringkeep.aws.items import Item, from_item, to_item
from ringkeep.aws.table import Table
from ringkeep.domain.evaluation.score_cells import Cell, Cells, NamedSums
from ringkeep.domain.evaluation.score_contributions import ReportedEvaluation
from ringkeep.domain.model import Model
from ringkeep.errors import Conflict, Throttled
from ringkeep.threads import EVALUATIONS_AT_ONCE
from ringkeep.usecases.clock import Clock
from ringkeep.usecases.evaluation.score_ports import (
    MarkedContribution,
    NewestCopy,
    ScoresRebuilding,
    StoredContribution,
)

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import ScanInputPaginateTypeDef, WriteRequestUnionTypeDef
    from mypy_boto3_s3 import S3Client

_AT_WORK_SECONDS: Final = 300
_READ_AT_ONCE: Final = 100
_WRITTEN_AT_ONCE: Final = 25
_TRIES: Final = 8
_FIRST_PAUSE: Final = 0.1
_REVISION: Final = re.compile(r"/revision-(\d{6,})\.json$")


class _Copy(Model):
    """The part of a copy that reports need."""

    model_config = ConfigDict(extra="ignore")

    evaluation: ReportedEvaluation


class S3CopiedScores:
    """The CopiedScores port."""

    def __init__(self, client: S3Client, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def newest(self) -> Iterator[Sequence[NewestCopy]]:
        found = S3EvaluationCopies(self._client, self._bucket).evaluations()
        named = ((each.id, _newest(each.names)) for each in found)
        revisions = ((id_, name) for id_, name in named if name)
        with ThreadPoolExecutor(EVALUATIONS_AT_ONCE) as threads:
            while batch := list(islice(revisions, _READ_AT_ONCE)):
                yield list(threads.map(self._read, batch))

    def _read(self, copy: tuple[str, str]) -> NewestCopy:
        id_, name = copy
        with translated(f"object {name}"):
            content = self._client.get_object(Bucket=self._bucket, Key=name)["Body"].read()
        try:
            evaluation = _Copy.model_validate_json(content).evaluation
        except ValidationError:
            return NewestCopy(id_, name, None)
        return NewestCopy(id_, name, evaluation if evaluation.id == id_ else None)


def _newest(names: Sequence[str]) -> str:
    """Drafts do not count, and have no revision in their name."""
    numbered = [(int(match[1]), name) for name in names if (match := _REVISION.search(name))]
    return max(numbered, default=(0, ""))[1]


class DynamoStoredScores:
    """The StoredScores port."""

    def __init__(self, client: DynamoDBClient, table_name: str) -> None:
        self._client = client
        self._table = Table(client, table_name)

    def contributions(self, ids: Sequence[str]) -> Mapping[str, StoredContribution]:
        items = self._table.get_many([contribution_key(each) for each in ids]) if ids else ()
        return {_id_of(item): stored_of(item) for item in items}

    def all_contributions(self) -> Iterator[MarkedContribution]:
        for item in self._scan("sk = :contribution", {":contribution": CONTRIBUTION}):
            yield MarkedContribution(_id_of(item), str(item.get("run", "")), stored_of(item))

    def all_cells(self) -> Iterator[tuple[Cell, NamedSums]]:
        values = {":contribution": CONTRIBUTION, ":lock": LOCK["pk"]}
        return map(cell_of, self._scan("sk <> :contribution AND pk <> :lock", values))

    def _scan(self, only: str, values: Item) -> Iterator[Item]:
        request: ScanInputPaginateTypeDef = {
            "TableName": self._table.name,
            "FilterExpression": only,
            "ExpressionAttributeValues": to_item(values),
            "ConsistentRead": True,
        }
        with translated(f"table {self._table.name}"):
            for page in self._client.get_paginator("scan").paginate(**request):
                yield from map(from_item, page["Items"])


class DynamoScoreRebuild(DynamoStoredScores):
    """The ScoreRebuild port."""

    def __init__(self, client: DynamoDBClient, table_name: str, clock: Clock) -> None:
        super().__init__(client, table_name)
        self._clock = clock

    def begin(self, run: str) -> None:
        now = int(self._clock.now())
        free = "attribute_not_exists(pk) OR #until < :now"
        self._lock(run, free, {":now": now}, "another `ringkeep rebuild-scores` is at work")

    def go_on(self, run: str) -> None:
        mine = "#run = :run"
        self._lock(run, mine, {":run": run}, "another `ringkeep rebuild-scores` took over")

    def end(self, run: str) -> None:
        try:
            self._table.delete(LOCK, "#run = :run", {":run": run})
        except Conflict:
            raise ScoresRebuilding("another `ringkeep rebuild-scores` took over") from None

    def put_contributions(self, run: str, items: Mapping[str, StoredContribution]) -> None:
        self._put(contribution_item(id_, each, run) for id_, each in items.items())

    def replace_cells(self, run: str, cells: Cells) -> None:
        self._write(
            run,
            ({"DeleteRequest": {"Key": to_item(cell_key(cell))}} for cell, _ in self.all_cells()),
        )
        items = (cell_item(cell, named) for cell, named in cells.items())
        self._write(run, ({"PutRequest": {"Item": to_item(item)}} for item in items))

    def _lock(self, run: str, condition: str, values: Item, otherwise: str) -> None:
        until = int(self._clock.now()) + _AT_WORK_SECONDS
        try:
            self._table.put({**LOCK, "run": run, "until": until}, condition, values)
        except Conflict:
            minutes = _AT_WORK_SECONDS // 60
            hint = f"if it was interrupted, try again in {minutes} minutes"
            raise ScoresRebuilding(f"{otherwise}: {hint}") from None

    def _put(self, items: Iterable[Item]) -> None:
        self._write("", ({"PutRequest": {"Item": to_item(item)}} for item in items))

    def _write(self, run: str, requests: Iterable[WriteRequestUnionTypeDef]) -> None:
        pending = iter(requests)
        while batch := list(islice(pending, _WRITTEN_AT_ONCE)):
            if run:
                self.go_on(run)
            self._write_batch(batch)

    def _write_batch(self, batch: Sequence[WriteRequestUnionTypeDef]) -> None:
        """Writes again what DynamoDB did not process, after pauses."""
        for tried in range(_TRIES):
            with translated(f"table {self._table.name}"):
                answer = self._client.batch_write_item(RequestItems={self._table.name: batch})
            batch = answer.get("UnprocessedItems", {}).get(self._table.name, [])
            if not batch:
                return
            self._clock.sleep(_FIRST_PAUSE * 2**tried)
        raise Throttled(f"the table {self._table.name} does not process all items")


def _id_of(item: Item) -> str:
    return str(item["pk"]).removeprefix(CONTRIBUTIONS)
