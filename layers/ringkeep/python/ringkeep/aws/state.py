"""State documents in the directory table: pk `state#{name}`, sk `state`, with a revision."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from ringkeep.aws.items import Item
from ringkeep.aws.table import Table
from ringkeep.domain.json import JsonObject

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class DynamoStateStore:
    """The StateStore port. Documents are stored as JSON text, so they are returned unchanged."""

    def __init__(self, client: DynamoDBClient, table_name: str) -> None:
        self._table = Table(client, table_name)

    def get(self, name: str) -> tuple[JsonObject | None, int]:
        item = self._table.get(_key(name))
        if item is None:
            return None, 0
        return json.loads(str(item["value"])), int(str(item["revision"]))

    def put(self, name: str, value: JsonObject, expected_version: int) -> int:
        """Raises Conflict if the stored version is not the expected one."""
        version = expected_version + 1
        text = json.dumps(value, separators=(",", ":"))
        item: Item = {**_key(name), "value": text, "revision": version}
        self._table.put_revision(item, expected_version)
        return version


def _key(name: str) -> dict[str, str]:
    return {"pk": f"state#{name}", "sk": "state"}
