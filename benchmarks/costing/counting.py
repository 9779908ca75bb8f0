"""Counts what the code asks of AWS, by the events of every boto3 client that is created meanwhile."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import boto3

from benchmarks.costing.units import Item, Keys, read_units, write_units

_S3_WRITES = {
    "PutObject",
    "CreateMultipartUpload",
    "UploadPart",
    "CompleteMultipartUpload",
    "ListObjectsV2",
}
_BEFORE = "costing_before"


class AwsCounts:
    """`counts` has DynamoDB's units and the requests to other services. `started` has the input of
    each execution that was started."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.started: list[str] = []
        self._read_units = 0.0
        self._lock = threading.Lock()
        self._indexes: dict[str, list[Keys]] = {}
        self._unseen: Any = boto3.Session().client("dynamodb")

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Every client that boto3's default session creates within the block is counted."""
        boto3.setup_default_session()
        assert boto3.DEFAULT_SESSION is not None
        events = boto3.DEFAULT_SESSION.events
        events.register("before-parameter-build", self._before)
        events.register("after-call", self._after)
        yield
        boto3.setup_default_session()

    def take(self) -> Counter[str]:
        """Returns the counts since the last call."""
        with self._lock:
            taken, self.counts = self.counts, Counter()
            taken["half_read_units"] = round(self._read_units * 2)
            self._read_units = 0.0
        return taken

    def _before(
        self, params: dict[str, Any], model: Any, context: dict[str, Any], **_: Any
    ) -> None:
        context[_BEFORE] = params
        if model.service_model.service_name == "dynamodb":
            written = _written(model.name, params)
            context["costing_old"] = [self._item(each["TableName"], _key(each)) for each in written]

    def _after(self, parsed: dict[str, Any], model: Any, context: dict[str, Any], **_: Any) -> None:
        params, service = context.get(_BEFORE, {}), model.service_model.service_name
        with self._lock:
            self.counts["aws_requests"] += 1
            if service == "dynamodb":
                self._count_dynamodb(model.name, params, parsed, context)
            elif service == "s3":
                self.counts["s3_writes" if model.name in _S3_WRITES else "s3_reads"] += 1
            else:
                self.counts[f"{service}_requests"] += 1
            if model.name == "StartExecution":
                self.started.append(params["input"])

    def _count_dynamodb(
        self, name: str, params: dict[str, Any], parsed: dict[str, Any], context: dict[str, Any]
    ) -> None:
        written = _written(name, params)
        if written:
            units = map(self._write_units, written, context["costing_old"])
            self.counts["write_units"] += sum(units) * (_TRANSACTED if name == _TRANSACTION else 1)
        elif name == "BatchGetItem":
            self._read_units += sum(_batch_units(params, parsed))
        elif name == "BatchWriteItem":
            writes = [each for table in params["RequestItems"].values() for each in table]
            for write in writes:
                item = write.get("PutRequest", {}).get("Item")
                self.counts["write_units"] += write_units(None, item, [])
        else:
            consistent = params.get("ConsistentRead", False) and "IndexName" not in params
            self._read_units += read_units(_items(parsed), consistent=consistent)

    def _write_units(self, write: Mapping[str, Any], old: Item | None) -> int:
        """A check of a condition counts like a write that changes nothing."""
        table = write["TableName"]
        return write_units(old, self._item(table, _key(write)), self._indexes_of(table))

    def _item(self, table: str, key: Item) -> Item | None:
        found: Item | None = self._unseen.get_item(TableName=table, Key=key).get("Item")
        return found

    def _indexes_of(self, table: str) -> list[Keys]:
        if table not in self._indexes:
            described = self._unseen.describe_table(TableName=table)["Table"]
            self._indexes[table] = [
                tuple(part["AttributeName"] for part in index["KeySchema"])
                for index in described.get("GlobalSecondaryIndexes", ())
            ]
        return self._indexes[table]


_ONE_ITEM = {"PutItem", "UpdateItem", "DeleteItem"}
_TRANSACTION = "TransactWriteItems"
_TRANSACTED = 2
"""DynamoDB writes each item of a transaction twice."""


def _written(name: str, params: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The requests that write one item each, or check one."""
    if name == _TRANSACTION:
        return [part for each in params["TransactItems"] for part in each.values()]
    return [params] if name in _ONE_ITEM else []


def _batch_units(params: Mapping[str, Any], parsed: Mapping[str, Any]) -> Iterator[float]:
    """Each item of a batch is charged by itself, also one that does not exist."""
    for table, asked in params["RequestItems"].items():
        consistent = asked.get("ConsistentRead", False)
        found = parsed.get("Responses", {}).get(table, [])
        yield from (read_units([item], consistent=consistent) for item in found)
        missing = len(asked["Keys"]) - len(found)
        yield missing * read_units([], consistent=consistent)


def _key(params: Mapping[str, Any]) -> Item:
    source = params.get("Key") or params["Item"]
    return {name: source[name] for name in ("pk", "sk") if name in source}


def _items(parsed: Mapping[str, Any]) -> list[Item]:
    return [parsed["Item"]] if "Item" in parsed else list(parsed.get("Items", ()))
