"""Reads of many items of the people table at once, for the lists of administrators."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from ringkeep.aws.access.people_items import (
    USERS,
    extension_key,
    extension_of,
    user_key,
    user_of,
)
from ringkeep.aws.access.people_writes import writes_of
from ringkeep.aws.items import Item
from ringkeep.aws.table import Table
from ringkeep.aws.transactions import Key, Write
from ringkeep.domain.access.assignments import ExtensionAssignments
from ringkeep.domain.access.user_records import UserRecord
from ringkeep.domain.access.visibility import Owner
from ringkeep.usecases.access.ports import PeopleWrite

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_BATCH: Final = 100
"""DynamoDB's limit of one batch read."""
_LAST: Final = "\U0010ffff"
"""Sorts after every character of a name."""


class DynamoPeopleLists:
    """The PeopleLists port, and the port Participants of the list of recordings. Without `latest`, users
    and assignments are read at half price and may be from a moment ago."""

    def __init__(self, client: DynamoDBClient, table_name: str, *, latest: bool = True) -> None:
        self._table = Table(client, table_name)
        self._latest = latest

    def users(self, begins: str, after: str, limit: int) -> Sequence[UserRecord]:
        """A key condition has one range, so the place after which to begin is its lower end."""
        first = max(begins, f"{after}\0" if after else "") or " "
        values = {":pk": USERS, ":first": first, ":last": f"{begins}{_LAST}"}
        if first > str(values[":last"]):
            return []
        items = self._table.query("pk = :pk AND sk BETWEEN :first AND :last", values, limit=limit)
        return [user_of(item) for item in items]

    def users_of(self, ids: Sequence[str]) -> Mapping[str, UserRecord]:
        records = map(user_of, self._items([user_key(id_) for id_ in dict.fromkeys(ids)]))
        return {record.user.id: record for record in records}

    def assignments_of(self, extensions: Sequence[Owner]) -> Mapping[Owner, ExtensionAssignments]:
        keys = [extension_key(each) for each in dict.fromkeys(extensions)]
        return {each.extension: each for each in map(extension_of, self._items(keys))}

    def people_requests(self, write: PeopleWrite) -> Sequence[tuple[str, Write]]:
        """Returns what a change of people writes, for a transaction with another table."""
        return [(self._table.name, each) for each in writes_of(write)]

    def _items(self, keys: Sequence[Key]) -> Iterator[Item]:
        for start in range(0, len(keys), _BATCH):
            yield from self._table.get_many(keys[start : start + _BATCH], latest=self._latest)
