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
        if model.service_model.service_name == "dynamodb" and model.name in _ONE_ITEM:
            context["costing_old"] = self._item(params["TableName"], _key(params))

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
        if name in _ONE_ITEM:
            table = params["TableName"]
            new = self._item(table, _key(params))
            units = write_units(context.get("costing_old"), new, self._indexes_of(table))
            self.counts["write_units"] += units
        elif name == "BatchWriteItem":
            writes = [each for table in params["RequestItems"].values() for each in table]
            for write in writes:
                item = write.get("PutRequest", {}).get("Item")
                self.counts["write_units"] += write_units(None, item, [])
        else:
            consistent = params.get("ConsistentRead", False) and "IndexName" not in params
            self._read_units += read_units(_items(parsed), consistent=consistent)

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


def _key(params: Mapping[str, Any]) -> Item:
    source = params.get("Key") or params["Item"]
    return {name: source[name] for name in ("pk", "sk") if name in source}


def _items(parsed: Mapping[str, Any]) -> list[Item]:
    if "Responses" in parsed:
        return [item for items in parsed["Responses"].values() for item in items]
    return [parsed["Item"]] if "Item" in parsed else list(parsed.get("Items", ()))
