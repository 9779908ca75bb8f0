"""Tickets and sockets in DynamoDB.

pk `ticket#{hash}`  sk `ticket`          a ticket: taken by deleting it
pk `connections`    sk connection id     an open socket
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from pydantic import ValidationError

from ringkeep.aws.errors import translated
from ringkeep.aws.items import Item, from_item, to_item
from ringkeep.domain.live.sockets import CONNECTION_SECONDS, SocketConnection
from ringkeep.errors import Conflict

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef, QueryInputTypeDef

_CONNECTIONS = "connections"
_MARGIN = 600.0
"""Seconds by which a row outlives what it stands for."""


class DynamoViewersTable:
    """The ViewersTable port."""

    def __init__(self, client: DynamoDBClient, table_name: str) -> None:
        self._client = client
        self._table = table_name
        self._what = f"table {table_name}"

    def put_ticket(self, ticket_hash: str, username: str, expires_at: float) -> None:
        self._put(
            {
                "pk": f"ticket#{ticket_hash}",
                "sk": "ticket",
                "username": username,
                "expires_at": expires_at,
                "ttl": int(expires_at + _MARGIN),
            }
        )

    def take_ticket(self, ticket_hash: str, now: float) -> str | None:
        try:
            with translated(self._what):
                answer = self._client.delete_item(
                    TableName=self._table,
                    Key=_ticket_key(ticket_hash),
                    ConditionExpression="expires_at > :now",
                    ExpressionAttributeValues=to_item({":now": now}),
                    ReturnValues="ALL_OLD",
                )
        except Conflict:
            return None
        return str(from_item(answer["Attributes"])["username"])

    def put_connection(self, connection: SocketConnection) -> None:
        self._put(
            {
                **connection.model_dump(mode="json"),
                "pk": _CONNECTIONS,
                "sk": connection.id,
                "ttl": int(connection.connected_at + CONNECTION_SECONDS + _MARGIN),
            }
        )

    def connection(self, connection_id: str) -> SocketConnection | None:
        with translated(self._what):
            answer = self._client.get_item(
                TableName=self._table, Key=_connection_key(connection_id), ConsistentRead=True
            )
        return _connection(from_item(answer["Item"])) if "Item" in answer else None

    def delete_connection(self, connection_id: str) -> None:
        with translated(self._what):
            self._client.delete_item(TableName=self._table, Key=_connection_key(connection_id))

    def connections(self) -> Sequence[SocketConnection]:
        found = (_connection(item) for item in self._items())
        return [connection for connection in found if connection]

    def _items(self) -> Iterator[Item]:
        request: QueryInputTypeDef = {
            "TableName": self._table,
            "ConsistentRead": True,
            "KeyConditionExpression": "pk = :pk",
            "ExpressionAttributeValues": to_item({":pk": _CONNECTIONS}),
        }
        while True:
            with translated(self._what):
                page = self._client.query(**request)
            yield from map(from_item, page["Items"])
            if "LastEvaluatedKey" not in page:
                return
            request["ExclusiveStartKey"] = page["LastEvaluatedKey"]

    def _put(self, item: Item) -> None:
        with translated(self._what):
            self._client.put_item(TableName=self._table, Item=to_item(item))


def _connection(item: Item) -> SocketConnection | None:
    """None for a row that another version of the code wrote: its page finds out by a ping."""
    try:
        return SocketConnection.model_validate(item)
    except ValidationError:
        return None


def _ticket_key(ticket_hash: str) -> dict[str, AttributeValueTypeDef]:
    return to_item({"pk": f"ticket#{ticket_hash}", "sk": "ticket"})


def _connection_key(connection_id: str) -> dict[str, AttributeValueTypeDef]:
    return to_item({"pk": _CONNECTIONS, "sk": connection_id})
