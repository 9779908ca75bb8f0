"""A transaction writes all of its items or none, under moto."""

from __future__ import annotations

from collections.abc import Iterator

import boto3
import pytest
from moto import mock_aws

from ringkeep.aws.table import Table
from ringkeep.aws.transactions import Check, Delete, Put, Update
from ringkeep.errors import Conflict, ItemRefused
from tests.contract.tables import directory_table

ONE, TWO, THREE = ({"pk": "p", "sk": name} for name in ("one", "two", "three"))


@pytest.fixture
def table() -> Iterator[Table]:
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        yield Table(client, directory_table(client))


def test_every_kind_of_write_is_made(table: Table) -> None:
    table.put({**ONE, "owner": "me"})
    table.put({**TWO, "users": 1})
    table.transact(
        [
            Delete(ONE, "#owner = :owner", {":owner": "me"}),
            Update(TWO, "ADD #users :one", "#users = :one", {":one": 1}),
            Put({**THREE, "name": "new"}, "attribute_not_exists(pk)"),
            Check({"pk": "p", "sk": "four"}, "attribute_not_exists(#name)"),
        ]
    )
    assert table.get(ONE) is None
    assert table.get(TWO) == {**TWO, "users": 2}
    assert table.get(THREE) == {**THREE, "name": "new"}


@pytest.mark.parametrize(
    "failing",
    [
        Delete(ONE, "#owner = :owner", {":owner": "you"}),
        Update(ONE, "ADD #users :one", "#owner = :owner", {":one": 1, ":owner": "you"}),
        Put({**ONE, "owner": "you"}, "attribute_not_exists(pk)"),
        Check(ONE, "#owner = :owner", {":owner": "you"}),
    ],
    ids=lambda each: type(each).__name__,
)
def test_one_condition_that_is_not_met_stops_all_writes(
    table: Table, failing: Delete | Update | Put | Check
) -> None:
    table.put({**ONE, "owner": "me"})
    with pytest.raises(Conflict):
        table.transact([Put({**TWO, "name": "new"}), failing])
    assert table.get(TWO) is None
    assert table.get(ONE) == {**ONE, "owner": "me"}


def test_more_items_than_a_transaction_may_have_are_refused(table: Table) -> None:
    with pytest.raises(ItemRefused, match="101 items"):
        table.transact([Put({"pk": "p", "sk": f"{number}"}) for number in range(101)])
