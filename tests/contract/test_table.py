"""Conditions, revisions and pages of a table, under moto."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import boto3
import pytest
from botocore.config import Config
from botocore.stub import Stubber
from moto import mock_aws

from ringkeep.aws.items import Item
from ringkeep.aws.table import Table
from ringkeep.errors import Conflict, ItemRefused, ResourceMissing, StorageFailed, Throttled
from tests.contract.tables import calls_table, directory_table

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

KEY = {"pk": "p", "sk": "s"}


@pytest.fixture
def dynamodb() -> Iterator[DynamoDBClient]:
    with mock_aws():
        yield boto3.client("dynamodb", region_name="us-east-1")


@pytest.fixture
def table(dynamodb: DynamoDBClient) -> Table:
    return Table(dynamodb, directory_table(dynamodb))


def numbered(number: int, **values: str) -> Item:
    return {"pk": "p", "sk": f"{number:04}", **values}


def sort_keys(items: Iterator[Item]) -> list[str]:
    return [str(item["sk"]) for item in items]


def test_item_is_read_as_written(table: Table) -> None:
    item: Item = {**KEY, "share": 0.1, "whole": 7, "list": [1, None, "", True], "map": {"a": {}}}
    table.put(item)
    assert table.get(KEY) == item


def test_missing_item_is_none(table: Table) -> None:
    assert table.get(KEY) is None
    assert table.get(KEY, "owner") is None


def test_an_attribute_whose_name_is_a_reserved_word_can_be_read(table: Table) -> None:
    table.put({**KEY, "raw": "text", "owner": "me"})
    assert table.get(KEY, "raw") == {"raw": "text"}


def test_new_item_never_replaces_an_existing_one(table: Table) -> None:
    table.put_new({**KEY, "by": "first"})
    with pytest.raises(Conflict):
        table.put_new({**KEY, "by": "second"})
    assert table.get(KEY, "by") == {"by": "first"}


def test_revision_must_follow_the_stored_one(table: Table) -> None:
    table.put_revision({**KEY, "revision": 1}, 0)
    table.put_revision({**KEY, "revision": 2}, 1)
    for expected in (0, 1, 3):
        with pytest.raises(Conflict):
            table.put_revision({**KEY, "revision": expected + 1}, expected)
    assert table.get(KEY, "revision") == {"revision": 2}


def test_revision_of_a_deleted_item_is_a_conflict(table: Table) -> None:
    with pytest.raises(Conflict):
        table.put_revision({**KEY, "revision": 4}, 3)


def test_condition_may_name_a_reserved_word(table: Table) -> None:
    table.put({**KEY, "owner": "me"})
    table.put({**KEY, "owner": "you"}, "#owner = :owner", {":owner": "me"})
    with pytest.raises(Conflict):
        table.put({**KEY, "owner": "me"}, "#owner = :owner", {":owner": "me"})


def test_deleted_item_is_returned_once(table: Table) -> None:
    table.put({**KEY, "owner": "me"})
    assert table.delete(KEY) == {**KEY, "owner": "me"}
    assert table.delete(KEY) is None


def test_item_that_does_not_meet_the_condition_is_not_deleted(table: Table) -> None:
    table.put({**KEY, "owner": "me"})
    with pytest.raises(Conflict):
        table.delete(KEY, "#owner = :owner", {":owner": "you"})
    assert table.get(KEY) is not None


def test_missing_number_starts_at_zero(table: Table) -> None:
    table.add(KEY, "found", 2)
    table.add(KEY, "found", 3)
    assert table.get(KEY, "found") == {"found": 5}


def test_all_pages_of_a_partition_are_in_order(table: Table) -> None:
    for number in range(30):
        table.put(numbered(number, note="x" * 90_000))  # a page holds a megabyte
    table.put({"pk": "other", "sk": "0000"})
    found = table.query("pk = :pk", {":pk": "p"})
    assert sort_keys(found) == [f"{number:04}" for number in range(30)]


def test_limit_ends_a_query_in_either_direction(table: Table) -> None:
    for number in range(5):
        table.put(numbered(number))
    assert sort_keys(table.query("pk = :pk", {":pk": "p"}, limit=2)) == ["0000", "0001"]
    latest = table.query("pk = :pk", {":pk": "p"}, limit=2, descending=True)
    assert sort_keys(latest) == ["0004", "0003"]


def test_limit_counts_only_filtered_items(table: Table) -> None:
    for number in range(6):
        table.put(numbered(number, kind="odd" if number % 2 else "even"))
    values: Item = {":pk": "p", ":kind": "odd"}
    found = table.query("pk = :pk", values, only="kind = :kind", limit=2)
    assert sort_keys(found) == ["0001", "0003"]


def test_index_is_queried_by_its_own_key(dynamodb: DynamoDBClient) -> None:
    table = Table(dynamodb, calls_table(dynamodb))
    for number in range(3):
        table.put(numbered(number, day_key="monday", day_sort=str(9 - number)))
    found = table.query("day_key = :day", {":day": "monday"}, index="by_day")
    assert sort_keys(found) == ["0002", "0001", "0000"]


def test_many_items_are_written_and_read_at_once(table: Table) -> None:
    assert table.put_many([numbered(number) for number in range(25)]) == []
    keys = [{"pk": "p", "sk": f"{number:04}"} for number in range(20, 40)]
    assert sorted(sort_keys(table.get_many(keys))) == ["0020", "0021", "0022", "0023", "0024"]


def test_missing_table_is_named(dynamodb: DynamoDBClient) -> None:
    table = Table(dynamodb, "missing")
    with pytest.raises(ResourceMissing, match="table missing does not exist"):
        list(table.query("pk = :pk", {":pk": "p"}))
    with pytest.raises(ResourceMissing, match="table missing does not exist"):
        table.get(KEY)


def test_unreachable_aws_is_a_retryable_failure() -> None:
    config = Config(retries={"total_max_attempts": 1}, connect_timeout=1)
    client = boto3.client(
        "dynamodb",
        region_name="us-east-1",
        endpoint_url="http://127.0.0.1:1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=config,
    )
    with pytest.raises(StorageFailed, match="could not be reached") as failure:
        list(Table(client, "calls").query("pk = :pk", {":pk": "p"}))
    assert failure.value.retryable


@pytest.mark.parametrize(
    "item",
    [
        {**KEY, "text": "x" * 450_000},
        {"pk": "p" * 3000, "sk": "s"},
        {"pk": "", "sk": "s"},
        {**KEY, "number": 10**130},
        {**KEY, "number": float("inf")},
    ],
)
def test_an_item_that_can_never_be_stored_is_refused_and_is_no_outage(
    table: Table, item: Item
) -> None:
    with pytest.raises(ItemRefused):
        table.put(item)


def test_reading_an_impossible_key_is_no_outage(table: Table) -> None:
    with pytest.raises(ItemRefused):
        table.get({"pk": "", "sk": "s"})


def test_items_that_are_never_returned_end_with_an_error() -> None:
    client = boto3.client("dynamodb", region_name="us-east-1")
    with Stubber(client) as stubber:
        unprocessed = {"UnprocessedKeys": {"t": {"Keys": [{"pk": {"S": "p"}}]}}, "Responses": {}}
        for _ in range(5):
            stubber.add_response("batch_get_item", unprocessed)
        with pytest.raises(Throttled):
            list(Table(client, "t").get_many([KEY]))
