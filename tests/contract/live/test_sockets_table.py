"""DynamoSocketsTable and its fake behave the same."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

import boto3
import pytest
from moto import mock_aws

from ringkeep.aws.items import from_item, to_item
from ringkeep.aws.live.sockets_table import DynamoSocketsTable
from ringkeep.domain.json import JsonObject
from ringkeep.domain.live.sockets import CONNECTION_SECONDS, SocketConnection
from ringkeep.errors import Conflict, ResourceMissing
from ringkeep.usecases.live.socket_ports import BudgetsTable, SocketsTable
from tests.contract.tables import directory_table
from tests.fakes.live.sockets import MemorySocketsTable

NOW = 1_795_000_000.25


class BothTables(SocketsTable, BudgetsTable, Protocol):
    """One table serves both ports."""


@pytest.fixture(params=["fake", "dynamodb"])
def table(request: pytest.FixtureRequest) -> Iterator[BothTables]:
    if request.param == "fake":
        yield MemorySocketsTable()
        return
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        yield DynamoSocketsTable(client, directory_table(client, "sockets"))


def test_a_ticket_is_taken_once(table: SocketsTable) -> None:
    table.put_ticket("hash", "u-ann", NOW + 30)
    assert table.take_ticket("hash", NOW) == "u-ann"
    assert table.take_ticket("hash", NOW) is None


def test_a_ticket_is_taken_once_by_many_at_a_time(table: SocketsTable) -> None:
    table.put_ticket("hash", "u-ann", NOW + 30)
    with ThreadPoolExecutor(8) as pool:
        takers = list(pool.map(lambda _: table.take_ticket("hash", NOW), range(8)))
    assert sorted(takers, key=str) == [None] * 7 + ["u-ann"]


@pytest.mark.parametrize(("late", "taken"), [(29.9, "u-ann"), (30.0, None), (31.0, None)])
def test_a_ticket_expires(table: SocketsTable, late: float, taken: str | None) -> None:
    table.put_ticket("hash", "u-ann", NOW + 30)
    assert table.take_ticket("hash", NOW + late) == taken


def test_an_unknown_ticket_has_no_owner(table: SocketsTable) -> None:
    assert table.take_ticket("hash", NOW) is None


def test_a_turn_is_taken_once_in_an_interval(table: BothTables) -> None:
    assert table.take_turn("u-ann", NOW, 1.0)
    assert not table.take_turn("u-ann", NOW + 0.9, 1.0)
    assert table.take_turn("u-mia", NOW + 0.9, 1.0)
    assert table.take_turn("u-ann", NOW + 1.0, 1.0)


def test_reads_are_counted_for_each_person_and_minute(table: BothTables) -> None:
    assert [table.count_read("u-ann", 7, 2) for _ in range(4)] == [True, True, False, False]
    assert table.count_read("u-mia", 7, 2)
    assert table.count_read("u-ann", 8, 2)


def test_the_sockets_of_a_person_are_written_unless_they_changed(table: SocketsTable) -> None:
    nothing = table.person("u-ann")
    assert nothing.sockets == ()
    table.put_person(nothing.with_socket("c-1", NOW))
    with pytest.raises(Conflict):
        table.put_person(nothing.with_socket("c-2", NOW))
    stored = table.person("u-ann")
    assert [(each.id, each.connected_at) for each in stored.sockets] == [("c-1", NOW)]
    table.put_person(stored.without(["c-1"]))
    assert table.person("u-ann") == nothing
    table.put_person(nothing)
    assert table.person("u-mia").sockets == ()


def test_tickets_have_different_owners(table: SocketsTable) -> None:
    table.put_ticket("one", "u-ann", NOW + 30)
    table.put_ticket("two", "u-mia", NOW + 30)
    assert table.take_ticket("two", NOW) == "u-mia"
    assert table.take_ticket("one", NOW) == "u-ann"


def socket(id_: str, fingerprint: str = "f" * 32) -> SocketConnection:
    return SocketConnection(
        id=id_, sub="u-ann", user_id="a" * 32, fingerprint=fingerprint, connected_at=NOW
    )


def test_a_connection_is_read_as_written(table: SocketsTable) -> None:
    connection = socket("c=1")
    table.put_connection(connection)
    assert table.connections() == [connection]
    assert table.connection("c=1") == connection


def test_deleting_a_connection_twice_changes_nothing(
    table: SocketsTable,
) -> None:
    for id_ in ("c-1", "c-2"):
        table.put_connection(socket(id_))
    table.delete_connection("c-1")
    table.delete_connection("c-1")
    assert [each.id for each in table.connections()] == ["c-2"]
    assert table.connection("c-1") is None


def test_tickets_are_not_listed_as_connections(table: SocketsTable) -> None:
    table.put_ticket("hash", "u-ann", NOW + 30)
    assert table.connections() == []
    assert table.connection("hash") is None


def test_connections_are_listed_from_all_pages(table: SocketsTable) -> None:
    for number in range(40):  # a page of a query holds one megabyte
        table.put_connection(socket(f"c-{number}", "x" * 60_000))
    assert {each.id for each in table.connections()} == {f"c-{number}" for number in range(40)}


@pytest.fixture
def dynamodb() -> Iterator[DynamoSocketsTable]:
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        yield DynamoSocketsTable(client, directory_table(client, "sockets"))


def rows() -> list[dict[str, object]]:
    client = boto3.client("dynamodb", region_name="us-east-1")
    return [dict(from_item(item)) for item in client.scan(TableName="sockets")["Items"]]


def test_rows_expire_after_their_tickets_and_sockets(
    dynamodb: DynamoSocketsTable,
) -> None:
    dynamodb.put_ticket("hash", "u-ann", NOW + 30)
    dynamodb.put_connection(socket("c-1"))
    ends = sorted(int(str(row["ttl"])) for row in rows())
    assert ends[0] >= NOW + 30
    assert ends[1] >= NOW + CONNECTION_SECONDS


def test_an_unreadable_row_does_not_hide_the_others(dynamodb: DynamoSocketsTable) -> None:
    dynamodb.put_connection(socket("c-1"))
    client = boto3.client("dynamodb", region_name="us-east-1")
    odd: JsonObject = {"pk": "connections", "sk": "c-0", "id": "c-0", "connected_at": "today"}
    client.put_item(TableName="sockets", Item=to_item(odd))
    assert [each.id for each in dynamodb.connections()] == ["c-1"]
    assert dynamodb.connection("c-0") is None


def test_a_row_of_version_0_1_0_is_listed_without_a_person(dynamodb: DynamoSocketsTable) -> None:
    client = boto3.client("dynamodb", region_name="us-east-1")
    principal: JsonObject = {"username": "u-ann", "role": "Agent", "service": "main"}
    key: JsonObject = {"pk": "connections", "sk": "c-0", "ttl": 1_795_008_000}
    row: JsonObject = {**key, "id": "c-0", "principal": principal, "connected_at": 1_795_000_000}
    client.put_item(TableName="sockets", Item=to_item(row))
    (old,) = dynamodb.connections()
    assert (old.id, old.sub, old.user_id, old.fingerprint) == ("c-0", "", "", "")


def test_a_ticket_of_version_0_1_0_has_no_owner(dynamodb: DynamoSocketsTable) -> None:
    client = boto3.client("dynamodb", region_name="us-east-1")
    ticket: JsonObject = {
        "pk": "ticket#h",
        "sk": "ticket",
        "username": "u-ann",
        "expires_at": NOW + 9,
    }
    client.put_item(TableName="sockets", Item=to_item(ticket))
    assert dynamodb.take_ticket("h", NOW) is None


def test_a_missing_table_is_named() -> None:
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        table = DynamoSocketsTable(client, "missing")
        for read in (
            table.connections,
            lambda: table.connection("c"),
            lambda: table.take_ticket("h", NOW),
        ):
            with pytest.raises(ResourceMissing, match="table missing"):
                read()
