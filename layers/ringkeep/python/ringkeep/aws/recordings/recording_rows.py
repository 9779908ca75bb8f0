"""Reads the rows of recordings that a search has found, and counts the read units."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from ringkeep.aws.items import Item, to_item
from ringkeep.aws.recordings.calls_table import recording_from_item, recording_item_key
from ringkeep.aws.table import Table
from ringkeep.domain.recordings.recordings import RecordingKey
from ringkeep.domain.search.lists import units_of
from ringkeep.usecases.search.ports import RowsRead

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

_BATCH: Final = 100
_NUMBER_BYTES: Final = 21
"""The most that a number takes."""
_CONTAINER_BYTES: Final = 3


class DynamoRecordingRows:
    """The RecordingRows port over the calls table."""

    def __init__(self, client: DynamoDBClient, table_name: str) -> None:
        self._table = Table(client, table_name)

    def rows(self, keys: Sequence[RecordingKey]) -> RowsRead:
        items = list(self._items(keys))
        found = (recording_from_item(item) for item in items)
        units = sum(units_of(item_size(item)) for item in items)
        return RowsRead({row.key: row for row in found}, units)

    def _items(self, keys: Sequence[RecordingKey]) -> Iterator[Item]:
        for start in range(0, len(keys), _BATCH):
            batch = [recording_item_key(each) for each in keys[start : start + _BATCH]]
            yield from self._table.get_many(batch, latest=False)


def item_size(item: Item) -> int:
    """Returns the bytes of an item, as DynamoDB counts them or a little more."""
    return sum(len(name.encode()) + _size(value) for name, value in to_item(item).items())


def _size(value: AttributeValueTypeDef) -> int:
    if "S" in value:
        return len(value["S"].encode())
    if "N" in value:
        return min(_NUMBER_BYTES, len(value["N"]) // 2 + 2)
    if "M" in value:
        inner = value["M"].items()
        return _CONTAINER_BYTES + sum(len(name.encode()) + _size(each) + 1 for name, each in inner)
    if "L" in value:
        return _CONTAINER_BYTES + sum(_size(each) + 1 for each in value["L"])
    return 1
