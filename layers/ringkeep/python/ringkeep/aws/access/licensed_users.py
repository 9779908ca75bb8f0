"""Who has which extension, and who has a licence, in the people table. `people_items` has the keys."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from ringkeep.aws.access.people_items import extension_key, extension_of, user_key, user_of
from ringkeep.aws.items import Item
from ringkeep.aws.table import Table
from ringkeep.aws.transactions import Key
from ringkeep.domain.access.assignments import ExtensionAssignments
from ringkeep.domain.access.users import User
from ringkeep.domain.access.visibility import Owner

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_BATCH: Final = 100
_LONGEST_ID: Final = 100
"""RingCentral's ids have about ten digits. A longer one may not fit into a key, and no one has it."""


class DynamoLicensedUsers:
    """The LicensedPeople port."""

    def __init__(self, client: DynamoDBClient, table_name: str) -> None:
        self._table = Table(client, table_name)

    def extensions(self, extensions: Collection[Owner]) -> Mapping[Owner, ExtensionAssignments]:
        usable = [each for each in extensions if 0 < len(each.extension_id) <= _LONGEST_ID]
        found = map(extension_of, self._items([extension_key(each) for each in usable]))
        return {each.extension: each for each in found}

    def users(self, ids: Collection[str]) -> Mapping[str, User]:
        found = (user_of(item).user for item in self._items([user_key(each) for each in ids]))
        return {each.id: each for each in found}

    def _items(self, keys: Sequence[Key]) -> Iterator[Item]:
        for start in range(0, len(keys), _BATCH):
            yield from self._table.get_many(keys[start : start + _BATCH])
