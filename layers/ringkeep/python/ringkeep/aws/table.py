"""A DynamoDB table with items as JSON objects, conditional writes and queries over all pages.

In expressions, `:name` is a value and `#name` is the attribute `name`, which may be one of
DynamoDB's reserved words:

    table.put(item, "#owner = :me", {":me": "worker-1"})

Every method raises ResourceMissing, ConfigurationError and StorageFailed; and Conflict if a
condition is not met. Requests for a single item raise ItemRefused for one that DynamoDB will never
accept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Final

from ringkeep.aws.errors import item_translated, translated
from ringkeep.aws.items import Item, from_item, to_item
from ringkeep.aws.transactions import MOST_ITEMS, Key, Write, condition_of, transacted
from ringkeep.errors import ItemRefused, Throttled

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import (
        KeysAndAttributesUnionTypeDef,
        QueryInputPaginateTypeDef,
        WriteRequestUnionTypeDef,
    )

_TRIES_IN_VAIN: Final = 5
_NOTHING: Final[Item] = {}
_IS_NEW: Final = "attribute_not_exists(pk)"


class Table:
    def __init__(self, client: DynamoDBClient, name: str) -> None:
        self._client = client
        self.name = name
        self._what = f"table {name}"

    def get(self, key: Key, attribute: str = "", *, latest: bool = True) -> Item | None:
        """Reads an item, or only one attribute of it. None if it does not exist. Without `latest` the
        read is not consistent and costs half as much."""
        with item_translated(self._what):
            if attribute:
                answer = self._client.get_item(
                    TableName=self.name,
                    Key=to_item(key),
                    ConsistentRead=latest,
                    ProjectionExpression="#attribute",
                    ExpressionAttributeNames={"#attribute": attribute},
                )
            else:
                answer = self._client.get_item(
                    TableName=self.name, Key=to_item(key), ConsistentRead=latest
                )
        return from_item(answer["Item"]) if "Item" in answer else None

    def get_many(
        self, keys: Sequence[Key], attributes: Sequence[str] = (), *, latest: bool = True
    ) -> Iterator[Item]:
        """Reads the existing items of up to 100 keys, or only the attributes of them, in no particular
        order. Without `latest` the read is not consistent and costs half as much.

        Keys that DynamoDB did not process are requested again. Raises Throttled if it keeps processing
        none, and ItemRefused if one of the keys cannot be a key.
        """
        wanted: KeysAndAttributesUnionTypeDef = {
            "Keys": [to_item(key) for key in keys],
            "ConsistentRead": latest,
        }
        if attributes:
            names = {f"#a{number}": name for number, name in enumerate(attributes)}
            wanted["ProjectionExpression"] = ", ".join(names)
            wanted["ExpressionAttributeNames"] = names
        pending: Mapping[str, KeysAndAttributesUnionTypeDef] = {self.name: wanted}
        in_vain = 0
        while pending:
            with item_translated(self._what):
                answer = self._client.batch_get_item(RequestItems=pending)
            found = answer["Responses"].get(self.name, [])
            yield from map(from_item, found)
            pending = answer.get("UnprocessedKeys", {})
            in_vain = 0 if found else in_vain + 1
            if pending and in_vain == _TRIES_IN_VAIN:
                raise Throttled(f"the {self._what} returns none of the requested items")

    def query(
        self,
        condition: str,
        values: Item,
        *,
        index: str = "",
        only: str = "",
        attributes: Sequence[str] = (),
        limit: int | None = None,
        consistent: bool = True,
        descending: bool = False,
    ) -> Iterator[Item]:
        """Yields the items of all pages in order of their sort key, and reads each page only when
        it is needed. `only` is a filter expression. With `attributes`, the items have only
        these. Reads of an index are never consistent."""
        request: QueryInputPaginateTypeDef = {
            "TableName": self.name,
            "KeyConditionExpression": condition,
            "ExpressionAttributeValues": to_item(values),
            "ConsistentRead": consistent and not index,
            "ScanIndexForward": not descending,
        }
        if index:
            request["IndexName"] = index
        if attributes:
            names = {f"#a{number}": name for number, name in enumerate(attributes)}
            request["ProjectionExpression"] = ", ".join(names)
            request["ExpressionAttributeNames"] = names
        if only:
            request["FilterExpression"] = only
        elif limit is not None:
            request["PaginationConfig"] = {"PageSize": limit}
        return islice(self._pages(request), limit)

    def put(self, item: Item, condition: str = "", values: Item = _NOTHING) -> None:
        with item_translated(self._what):
            self._client.put_item(
                TableName=self.name, Item=to_item(item), **condition_of(condition, values)
            )

    def put_new(self, item: Item) -> None:
        """Raises Conflict if an item with this key exists."""
        self.put(item, _IS_NEW)

    def put_revision(self, item: Item, expected: int) -> None:
        """Raises Conflict unless the stored item has the expected revision (0: no stored item).

        The new item must contain its own `revision`.
        """
        if expected == 0:
            self.put_new(item)
        else:
            self.put(item, "revision = :expected", {":expected": expected})

    def delete(self, key: Key, condition: str = "", values: Item = _NOTHING) -> Item | None:
        """Returns the deleted item, or None if there was none."""
        with item_translated(self._what):
            answer = self._client.delete_item(
                TableName=self.name,
                Key=to_item(key),
                ReturnValues="ALL_OLD",
                **condition_of(condition, values),
            )
        deleted = answer.get("Attributes")
        return from_item(deleted) if deleted else None

    def add(self, key: Key, attribute: str, number: int) -> None:
        """Adds to a number attribute. A missing attribute starts at 0."""
        with item_translated(self._what):
            self._client.update_item(
                TableName=self.name,
                Key=to_item(key),
                UpdateExpression="ADD #attribute :number",
                ExpressionAttributeNames={"#attribute": attribute},
                ExpressionAttributeValues=to_item({":number": number}),
            )

    def add_below(self, key: Key, attribute: str, limit: int, *, expires_at: int) -> None:
        """Adds one to a number attribute that is below a limit. A missing attribute starts at 0. Raises
        Conflict at the limit."""
        with translated(self._what):
            self._client.update_item(
                TableName=self.name,
                Key=to_item(key),
                UpdateExpression="ADD #attribute :one SET #ttl = :ttl",
                ConditionExpression="attribute_not_exists(#attribute) OR #attribute < :limit",
                ExpressionAttributeNames={"#attribute": attribute, "#ttl": "ttl"},
                ExpressionAttributeValues=to_item({":one": 1, ":limit": limit, ":ttl": expires_at}),
            )

    def put_many(self, items: Sequence[Item]) -> Sequence[Item]:
        """Writes up to 25 items without a condition. Returns those that DynamoDB did not process."""
        requests: list[WriteRequestUnionTypeDef] = [
            {"PutRequest": {"Item": to_item(item)}} for item in items
        ]
        with translated(self._what):
            answer = self._client.batch_write_item(RequestItems={self.name: requests})
        unprocessed = answer.get("UnprocessedItems", {}).get(self.name, [])
        return [from_item(each["PutRequest"]["Item"]) for each in unprocessed]

    def transact(self, writes: Sequence[Write]) -> None:
        """Makes all of the writes or none. Raises Conflict if a condition is not met, or if another
        transaction is changing one of the items. Raises ItemRefused if it can never succeed."""
        if len(writes) > MOST_ITEMS:
            raise ItemRefused(f"a transaction of {len(writes)} items is too large")
        with item_translated(self._what):
            self._client.transact_write_items(
                TransactItems=[transacted(self.name, each) for each in writes]
            )

    def _pages(self, request: QueryInputPaginateTypeDef) -> Iterator[Item]:
        with translated(self._what):
            for page in self._client.get_paginator("query").paginate(**request):
                yield from map(from_item, page["Items"])


def transact(client: DynamoDBClient, writes: Sequence[tuple[str, Write]]) -> None:
    """Makes all of the writes, each to the table with its name, or none. Raises what Table.transact
    raises."""
    if len(writes) > MOST_ITEMS:
        raise ItemRefused(f"a transaction of {len(writes)} items is too large")
    names = ", ".join(sorted({table for table, _ in writes}))
    with item_translated(f"tables {names}"):
        client.transact_write_items(TransactItems=[transacted(*each) for each in writes])
