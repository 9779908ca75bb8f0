"""The directory table: services, extensions and small state documents, all by string keys.

    pk `service`                        sk name           a service, without credentials
    pk `extension#{service}#{account}`  sk extension id   an extension with its history
    pk `state#{name}`                   sk `state`        a document with a version

Leases stand in the same table (ringkeep.aws.leases).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from pydantic import ValidationError

from ringkeep.aws.errors import translated
from ringkeep.aws.items import Item, from_item, to_item
from ringkeep.domain.accounts.services import Service
from ringkeep.domain.directory.extensions import ExtensionRow
from ringkeep.domain.json import JsonObject, JsonValue
from ringkeep.errors import ConfigurationError, ServiceNotFound, StorageFailed
from ringkeep.usecases.clock import Clock

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import QueryInputTypeDef, WriteRequestUnionTypeDef

_BATCH = 25
"""DynamoDB takes so many rows in one batch."""
_BATCH_ATTEMPTS = 8
_FIRST_PAUSE = 0.1


class _Table:
    """The few DynamoDB calls that the stores below share; errors are translated here."""

    def __init__(self, client: DynamoDBClient, table_name: str) -> None:
        self._client = client
        self._name = table_name
        self._what = f"table {table_name}"

    def get(self, pk: str, sk: str) -> Item | None:
        with translated(self._what):
            answer = self._client.get_item(
                TableName=self._name, Key=to_item({"pk": pk, "sk": sk}), ConsistentRead=True
            )
        return from_item(answer["Item"]) if "Item" in answer else None

    def query(self, pk: str) -> Iterator[Item]:
        """All rows of a partition, page by page."""
        request: QueryInputTypeDef = {
            "TableName": self._name,
            "KeyConditionExpression": "pk = :pk",
            "ExpressionAttributeValues": to_item({":pk": pk}),
            "ConsistentRead": True,
        }
        while True:
            with translated(self._what):
                page = self._client.query(**request)
            yield from map(from_item, page["Items"])
            if "LastEvaluatedKey" not in page:
                return
            request["ExclusiveStartKey"] = page["LastEvaluatedKey"]

    def put(self, item: Item) -> None:
        with translated(self._what):
            self._client.put_item(TableName=self._name, Item=to_item(item))

    def put_version(self, item: Item, expected: int) -> None:
        """Raises Conflict unless the row on file has the expected version (0: there is none)."""
        with translated(self._what):
            self._client.put_item(
                TableName=self._name,
                Item=to_item(item),
                ConditionExpression="#version = :expected OR (:expected = :none"
                " AND attribute_not_exists(pk))",
                ExpressionAttributeNames={"#version": "version"},
                ExpressionAttributeValues=to_item({":expected": expected, ":none": 0}),
            )

    def delete(self, pk: str, sk: str) -> None:
        with translated(self._what):
            self._client.delete_item(TableName=self._name, Key=to_item({"pk": pk, "sk": sk}))

    def write_batch(
        self, requests: Sequence[WriteRequestUnionTypeDef]
    ) -> Sequence[WriteRequestUnionTypeDef]:
        """Takes 25 requests at most, and returns what DynamoDB left undone."""
        with translated(self._what):
            answer = self._client.batch_write_item(RequestItems={self._name: requests})
        return answer.get("UnprocessedItems", {}).get(self._name, [])


class DynamoServiceDirectory:
    """The ServiceDirectory port."""

    def __init__(self, client: DynamoDBClient, table_name: str) -> None:
        self._table = _Table(client, table_name)

    def list(self) -> Sequence[Service]:
        return [_service(item) for item in self._table.query("service")]

    def get(self, name: str) -> Service:
        item = self._table.get("service", name)
        if item is None:
            raise ServiceNotFound(f"there is no service {name!r}")
        return _service(item)

    def put(self, service: Service) -> None:
        values = service.model_dump(mode="json", exclude_none=True)
        self._table.put({**values, "pk": "service", "sk": service.name})

    def delete(self, name: str) -> None:
        self._table.delete("service", name)


def _service(item: Item) -> Service:
    try:
        return Service.model_validate(item)
    except ValidationError as problem:
        fields = ", ".join(".".join(map(str, error["loc"])) for error in problem.errors())
        raise ConfigurationError(
            f"the row of service {item['sk']} is not usable ({fields}): add the service again"
        ) from None


class DynamoExtensionDirectory:
    """The ExtensionDirectory port."""

    def __init__(self, client: DynamoDBClient, table_name: str, clock: Clock) -> None:
        self._table = _Table(client, table_name)
        self._clock = clock

    def rows(self, service: str, account_id: str) -> Mapping[str, ExtensionRow]:
        items = self._table.query(_partition(service, account_id))
        return {str(item["sk"]): _row(item) for item in items}

    def write(self, service: str, account_id: str, rows: Sequence[ExtensionRow]) -> None:
        """Raises StorageFailed when DynamoDB keeps refusing part of a batch; repeat it then."""
        items = [_item(_partition(service, account_id), row) for row in rows]
        for start in range(0, len(items), _BATCH):
            self._write_batch(items[start : start + _BATCH])

    def _write_batch(self, items: Sequence[Item]) -> None:
        requests: list[WriteRequestUnionTypeDef] = [
            {"PutRequest": {"Item": to_item(item)}} for item in items
        ]
        left = self._table.write_batch(requests)
        for attempt in range(_BATCH_ATTEMPTS):
            if not left:
                return
            self._clock.sleep(_FIRST_PAUSE * 2**attempt)
            left = self._table.write_batch(left)
        if left:
            raise StorageFailed(f"DynamoDB left {len(left)} extension rows unwritten")


def _partition(service: str, account_id: str) -> str:
    return f"extension#{service}#{account_id}"


def _item(partition: str, row: ExtensionRow) -> dict[str, JsonValue]:
    """RingCentral's record is kept as text: it comes back exactly as it was."""
    values = row.model_dump(mode="json", exclude_none=True, exclude={"extension": {"raw"}})
    return {
        **values,
        "raw": json.dumps(row.extension.raw, separators=(",", ":")),
        "pk": partition,
        "sk": row.extension.id,
    }


def _row(item: Item) -> ExtensionRow:
    extension = item["extension"]
    facts = extension if isinstance(extension, Mapping) else {}
    raw = json.loads(str(item.get("raw", "{}")))
    return ExtensionRow.model_validate({**item, "extension": {**facts, "raw": raw}})


class DynamoStateStore:
    """The StateStore port."""

    def __init__(self, client: DynamoDBClient, table_name: str) -> None:
        self._table = _Table(client, table_name)

    def get(self, name: str) -> tuple[JsonObject | None, int]:
        item = self._table.get(f"state#{name}", "state")
        if item is None:
            return None, 0
        value = json.loads(str(item["value"]))
        return value, int(str(item["version"]))

    def put(self, name: str, value: JsonObject, expected_version: int) -> int:
        """Raises Conflict when another version than the expected is on file."""
        version = expected_version + 1
        self._table.put_version(
            {
                "pk": f"state#{name}",
                "sk": "state",
                "value": json.dumps(value, separators=(",", ":")),
                "version": version,
            },
            expected_version,
        )
        return version
