"""Saved searches in the table of people's work.

pk `searches#{user}`     sk `search#{id}`    a search of one person
                         sk `list`           the revision of their list
pk `shared_searches`     sk `search#{id}`    a search that someone shares; it is not in their own partition
                         sk `list`           the revision of the list of shared ones
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from ringkeep.aws.items import Item
from ringkeep.aws.table import Table
from ringkeep.aws.transactions import Delete, Put, Write
from ringkeep.domain.search.saved_searches import SavedSearch
from ringkeep.usecases.search.saved_search_ports import SearchLists

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_SHARED: Final = "shared_searches"
_LIST: Final = "list"
_IS_NEW: Final = "attribute_not_exists(pk)"
_AS_READ: Final = "#version = :expected"


class DynamoSavedSearches:
    """The SavedSearches port."""

    def __init__(self, client: DynamoDBClient, table_name: str) -> None:
        self._table = Table(client, table_name)

    def lists(self, user_id: str) -> SearchLists:
        own, own_revision = self._read(_own(user_id))
        shared, shared_revision = self._read(_SHARED)
        mine = (each for each in shared if each.owner_id == user_id)
        return SearchLists([*own, *mine], shared, own_revision, shared_revision)

    def write_search(
        self, lists: SearchLists, before: SavedSearch | None, after: SavedSearch | None
    ) -> None:
        self._table.transact(list(_requests(lists, before, after)))

    def _read(self, partition: str) -> tuple[Sequence[SavedSearch], int]:
        found: list[SavedSearch] = []
        revision = 0
        for item in self._table.query("pk = :pk", {":pk": partition}):
            if item["sk"] == _LIST:
                revision = int(str(item["revision"]))
            else:
                found.append(SavedSearch.model_validate(item))
        return found, revision


def _requests(
    lists: SearchLists, before: SavedSearch | None, after: SavedSearch | None
) -> Iterator[Write]:
    if after and before is None:
        yield _next(_own(after.owner_id), lists.own_revision)
    if after and after.content.shared and not (before and before.content.shared):
        yield _next(_SHARED, lists.shared_revision)
    if before and (after is None or _key(after) != _key(before)):
        yield Delete(_key(before), _AS_READ, {":expected": before.version})
    if after:
        yield _put(before, after)


def _put(before: SavedSearch | None, after: SavedSearch) -> Put:
    """A search that becomes shared moves to the other partition."""
    fields = after.model_dump(mode="json")
    item: Item = {**fields, **_key(after), "entity": "search"}
    if before is None or _key(before) != _key(after):
        return Put(item, _IS_NEW)
    return Put(item, _AS_READ, {":expected": before.version})


def _next(partition: str, revision: int) -> Put:
    item: Item = {"pk": partition, "sk": _LIST, "revision": revision + 1}
    if revision == 0:
        return Put(item, _IS_NEW)
    return Put(item, "revision = :expected", {":expected": revision})


def _own(user_id: str) -> str:
    return f"searches#{user_id}"


def _key(search: SavedSearch) -> dict[str, str]:
    partition = _SHARED if search.content.shared else _own(search.owner_id)
    return {"pk": partition, "sk": f"search#{search.id}"}
