"""Recordings of a service by day, in the order of their calls' start: the index `by_day` of the calls
table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from ringkeep.aws.recordings.calls_table import recording_from_item
from ringkeep.aws.table import Table
from ringkeep.domain.recordings.recordings import Recording

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_PAGE: Final = 100


class DynamoRecordingList:
    """The RecordingList port."""

    def __init__(self, client: DynamoDBClient, table_name: str) -> None:
        self._table = Table(client, table_name)

    def newest_of_day(
        self, service: str, day: str, before: str, *, including: bool = False
    ) -> Iterator[Recording]:
        return self._rows(service, day, "<=" if including else "<", before, descending=True)

    def oldest_of_day(self, service: str, day: str, after: str) -> Iterator[Recording]:
        return self._rows(service, day, ">", after, descending=False)

    def _rows(
        self, service: str, day: str, operator: str, sort: str, *, descending: bool
    ) -> Iterator[Recording]:
        """Reads the next rows only when they are needed. DynamoDB accepts no empty key, and every place
        sorts after a space."""
        while True:
            items = list(
                self._table.query(
                    f"day_key = :key AND day_sort {operator} :sort",
                    {":key": f"{service}#recording#{day}", ":sort": sort or " "},
                    index="by_day",
                    limit=_PAGE,
                    descending=descending,
                )
            )
            yield from map(recording_from_item, items)
            if len(items) < _PAGE:
                return
            operator, sort = "<" if descending else ">", str(items[-1]["day_sort"])
