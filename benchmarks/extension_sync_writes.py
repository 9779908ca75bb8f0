"""Writes and time of a sync of 20,000 extensions of which one changed.

    PYTHONPATH=. .venv/bin/python benchmarks/extension_sync_writes.py [extensions]

Counts DynamoDB's requests at the client, over moto; writes results/extension_sync_writes.json.
"""

from __future__ import annotations

import json
import platform
import sys
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import boto3
from moto import mock_aws

from ringkeep.aws.directory.extensions_table import DynamoExtensionDirectory
from ringkeep.aws.leases import DynamoLeases
from ringkeep.aws.state import DynamoStateStore
from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.usecases.clock import SystemClock
from ringkeep.usecases.directory.sync_extensions import ExtensionSync, SyncResult
from tests.contract.tables import directory_table
from tests.fakes.directory.extension_listing import FakeListing
from tests.unit.domain.directory.example_extensions import raw_extension

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

RESULT = Path(__file__).parent / "results" / "extension_sync_writes.json"


class RequestCounter:
    """Counts writes by the kind of row, and the pages that are read."""

    def __init__(self, client: DynamoDBClient) -> None:
        self.counts: Counter[str] = Counter()
        client.meta.events.register("before-parameter-build.dynamodb.*", self._count)

    def _count(self, params: dict[str, object], model: object, **_: object) -> None:
        operation = str(getattr(model, "name", ""))
        if operation == "PutItem":
            self.counts[f"put {_kind(params['Item'])}"] += 1
        elif operation == "BatchWriteItem":
            requests = params["RequestItems"]
            assert isinstance(requests, dict)
            for request in requests["directory"]:
                self.counts[f"put {_kind(request['PutRequest']['Item'])}"] += 1
        else:
            self.counts[operation] += 1


def _kind(item: object) -> str:
    assert isinstance(item, dict)
    return str(item["pk"]["S"]).partition("#")[0]


def measure(extensions: int) -> dict[str, object]:
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        table = directory_table(client)
        clock = SystemClock()
        sync = ExtensionSync(
            DynamoExtensionDirectory(client, table, clock),
            DynamoStateStore(client, table),
            DynamoLeases(client, table, clock),
            clock,
        )
        people = [raw_extension(number) for number in range(extensions)]
        listing = FakeListing(people, per_page=1000)
        _sync(sync, listing)
        people[extensions // 2] = raw_extension(extensions // 2, status="Disabled")
        counter = RequestCounter(client)
        began = time.perf_counter()
        result = _sync(sync, listing)
        seconds = time.perf_counter() - began
    return {
        "extensions": extensions,
        "result": result.model_dump(),
        "requests": dict(sorted(counter.counts.items())),
        "extension_rows_written": counter.counts["put extension"],
        "seconds_over_moto": round(seconds, 1),
        "python": platform.python_version(),
    }


def _sync(sync: ExtensionSync, listing: FakeListing) -> SyncResult:
    return sync.sync(AccountRef("default", "a1"), listing, time.time() + 3600)


if __name__ == "__main__":
    figures = measure(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(figures, indent=2) + "\n")
    print(json.dumps(figures, indent=2))
