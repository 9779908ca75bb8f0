"""The search index in DynamoDB. domain/search/keys.py describes its keys.

A posting has only its key and `v`, the packed bytes. The item of a value's months has them in `m`, a set,
so that two writers can each add theirs.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Final

from ringkeep.aws.errors import item_translated
from ringkeep.aws.items import Item
from ringkeep.aws.table import Table
from ringkeep.domain.search.documents import ListKey
from ringkeep.domain.search.keys import Field, ListName, month_of, months_partition
from ringkeep.domain.search.lists import Months, PostingPage, size_of, units_of
from ringkeep.domain.search.postings import Posting
from ringkeep.errors import StorageFailed

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef, WriteRequestUnionTypeDef

_BATCH: Final = 25
_READ_BATCH: Final = 100
_BATCH_TRIES: Final = 8
_FIRST_PAUSE: Final = 0.05
_MOST_KNOWN: Final = 50_000
"""Months that a process remembers, so that it need not read them for every call."""


class DynamoPostingPages:
    """The PostingPages port."""

    def __init__(self, client: DynamoDBClient, table_name: str) -> None:
        self._client = client
        self._table = Table(client, table_name)
        self._name = table_name

    def page(self, name: ListName, month: str, newest: str, oldest: str, limit: int) -> PostingPage:
        partition = name.partition(month)
        with item_translated(f"table {self._name}"):
            answer = self._client.query(
                TableName=self._name,
                KeyConditionExpression="pk = :pk AND sk BETWEEN :oldest AND :newest",
                ExpressionAttributeValues={
                    ":pk": {"S": partition},
                    ":oldest": {"S": oldest},
                    ":newest": {"S": newest},
                },
                ScanIndexForward=False,
                Limit=limit,
            )
        postings = [_posting(item) for item in answer["Items"]]
        size = sum(size_of(partition, each) for each in postings)
        return PostingPage(postings, "LastEvaluatedKey" in answer, size)

    def months(self, service: str, lists: Sequence[ListName]) -> Mapping[ListName, frozenset[str]]:
        names = {_months_key(name): name for name in lists}
        found = self._items(list(names))
        return {names[str(item["pk"]), str(item["sk"])]: _months(item) for item in found}

    def words(self, service: str, beginning: str, limit: int, field: Field = Field.WORD) -> Months:
        partition = months_partition(service, field, beginning)
        values = {":pk": partition, ":beginning": beginning}
        condition = "pk = :pk AND begins_with(sk, :beginning)"
        items = list(self._table.query(condition, values, limit=limit, consistent=False))
        found = {str(item["sk"]): _months(item) for item in items}
        return Months(found, units_of(sum(map(_months_size, items))))

    def _items(self, keys: Sequence[tuple[str, str]]) -> Iterator[Item]:
        requests = [{"pk": pk, "sk": sk} for pk, sk in keys]
        batches = (requests[at : at + _READ_BATCH] for at in range(0, len(requests), _READ_BATCH))
        return chain.from_iterable(self._table.get_many(batch, latest=False) for batch in batches)


class DynamoPostingWriter:
    """The PostingWriter port."""

    def __init__(
        self,
        client: DynamoDBClient,
        table_name: str,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._client = client
        self._name = table_name
        self._pages = DynamoPostingPages(client, table_name)
        self._pause = pause
        self._known: set[tuple[ListName, str]] = set()

    def add_months(self, service: str, lists: Collection[ListKey], month: str) -> None:
        names = [ListName(service, *each) for each in lists]
        unknown = [name for name in names if (name, month) not in self._known]
        stored = self._pages.months(service, unknown)
        for name in unknown:
            if month not in stored.get(name, ()):
                self._add_month(name, month)
        self._remember((name, month) for name in unknown)

    def put(self, service: str, sort_key: str, postings: Mapping[ListKey, bytes]) -> None:
        month = month_of(sort_key)
        self._write(
            {"PutRequest": {"Item": {**_key(service, each, month, sort_key), "v": {"B": packed}}}}
            for each, packed in postings.items()
        )

    def remove(self, service: str, sort_key: str, lists: Collection[ListKey]) -> None:
        month = month_of(sort_key) if lists else ""
        self._write(
            {"DeleteRequest": {"Key": _key(service, each, month, sort_key)}} for each in lists
        )

    def _add_month(self, name: ListName, month: str) -> None:
        partition, value = _months_key(name)
        with item_translated(f"table {self._name}"):
            self._client.update_item(
                TableName=self._name,
                Key={"pk": {"S": partition}, "sk": {"S": value}},
                UpdateExpression="ADD m :month",
                ExpressionAttributeValues={":month": {"SS": [month]}},
            )

    def _remember(self, months: Iterator[tuple[ListName, str]]) -> None:
        if len(self._known) > _MOST_KNOWN:
            self._known.clear()
        self._known.update(months)

    def _write(self, requests: Iterator[WriteRequestUnionTypeDef]) -> None:
        """Raises StorageFailed if DynamoDB does not process some of the requests after several tries."""
        waiting = list(requests)
        for start in range(0, len(waiting), _BATCH):
            self._write_batch(waiting[start : start + _BATCH])

    def _write_batch(self, requests: Sequence[WriteRequestUnionTypeDef]) -> None:
        for attempt in range(_BATCH_TRIES):
            with item_translated(f"table {self._name}"):
                answer = self._client.batch_write_item(RequestItems={self._name: requests})
            requests = answer.get("UnprocessedItems", {}).get(self._name, [])
            if not requests:
                return
            self._pause(_FIRST_PAUSE * 2**attempt)
        raise StorageFailed(f"the table {self._name} did not process {len(requests)} writes")


def _key(
    service: str, each: ListKey, month: str, sort_key: str
) -> dict[str, AttributeValueTypeDef]:
    return {"pk": {"S": ListName(service, *each).partition(month)}, "sk": {"S": sort_key}}


def _posting(item: Mapping[str, AttributeValueTypeDef]) -> Posting:
    return Posting(item["sk"]["S"], bytes(item["v"]["B"]))


def _months_key(name: ListName) -> tuple[str, str]:
    return months_partition(*name), name.value


def _months(item: Item) -> frozenset[str]:
    months = item.get("m")
    return frozenset(map(str, months)) if isinstance(months, list) else frozenset()


def _months_size(item: Item) -> int:
    names = sum(len(str(item[name]).encode()) + len(name) for name in ("pk", "sk"))
    return names + len("m") + sum(map(len, _months(item)))
