"""The tags that the row of a recording shows, in the calls table. They are a copy: the table of people's work
has the tags themselves. Lists and searches read rows anyway, so a recording's tags cost them nothing."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from ringkeep.aws.items import Item
from ringkeep.aws.recordings.calls_table import recording_item_key
from ringkeep.aws.table import Table
from ringkeep.aws.transactions import Update, Write
from ringkeep.domain.recordings.recordings import RecordingKey
from ringkeep.errors import Conflict

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_SET: Final = "SET #tags = :tags ADD #revision :one"
_EXISTS: Final = "attribute_exists(pk) AND #state <> :erased"
_DIFFERS: Final = f"{_EXISTS} AND (attribute_not_exists(#tags) OR #tags <> :tags)"


class DynamoRowTags:
    """Another process that changes the row at this moment reads it again, because its revision grows."""

    def __init__(self, client: DynamoDBClient, table_name: str) -> None:
        self._table = Table(client, table_name)

    def request(self, key: RecordingKey, tags: Sequence[str]) -> tuple[str, Write]:
        """Returns what gives a row its tags, for a transaction with another table."""
        return self._table.name, _update(key, tags, _EXISTS)


class DynamoRestoredTags:
    """The RowTags port, for rows that were made again."""

    def __init__(self, client: DynamoDBClient, table_name: str) -> None:
        self._table = Table(client, table_name)

    def give(self, key: RecordingKey, tags: Sequence[str]) -> bool:
        with suppress(Conflict):
            self._table.transact([_update(key, tags, _DIFFERS)])
            return True
        return False


def _update(key: RecordingKey, tags: Sequence[str], condition: str) -> Update:
    values: Item = {":tags": list(tags), ":one": 1, ":erased": "erased"}
    return Update(recording_item_key(key), _SET, condition, values)
