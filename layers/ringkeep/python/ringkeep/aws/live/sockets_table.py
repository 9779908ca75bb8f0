"""Tickets and sockets in DynamoDB.

pk `ticket#{hash}`  sk `ticket`          a ticket; taking it deletes the row
pk `connections`    sk connection id     an open socket
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pydantic import ValidationError

from ringkeep.aws.items import Item
from ringkeep.aws.table import Table
from ringkeep.domain.live.sockets import CONNECTION_SECONDS, SocketConnection
from ringkeep.errors import Conflict

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_CONNECTIONS = "connections"
_MARGIN = 600.0
"""Seconds that a row is kept after its ticket or socket has expired."""


class DynamoSocketsTable:
    """The SocketsTable port over one DynamoDB table."""

    def __init__(self, client: DynamoDBClient, table_name: str) -> None:
        self._table = Table(client, table_name)

    def put_ticket(self, ticket_hash: str, username: str, expires_at: float) -> None:
        self._table.put(
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
            ticket = self._table.delete(
                _ticket_key(ticket_hash), "expires_at > :now", {":now": now}
            )
        except Conflict:
            return None
        return str(ticket["username"]) if ticket else None

    def put_connection(self, connection: SocketConnection) -> None:
        self._table.put(
            {
                **connection.model_dump(mode="json"),
                "pk": _CONNECTIONS,
                "sk": connection.id,
                "ttl": int(connection.connected_at + CONNECTION_SECONDS + _MARGIN),
            }
        )

    def connection(self, connection_id: str) -> SocketConnection | None:
        item = self._table.get(_connection_key(connection_id))
        return _connection(item) if item else None

    def delete_connection(self, connection_id: str) -> None:
        self._table.delete(_connection_key(connection_id))

    def connections(self) -> Sequence[SocketConnection]:
        items = self._table.query("pk = :pk", {":pk": _CONNECTIONS})
        parsed = (_connection(item) for item in items)
        return [connection for connection in parsed if connection]


def _connection(item: Item) -> SocketConnection | None:
    """Returns None for a row that another version of the code wrote. Its page notices at its next
    ping."""
    try:
        return SocketConnection.model_validate(item)
    except ValidationError:
        return None


def _ticket_key(ticket_hash: str) -> dict[str, str]:
    return {"pk": f"ticket#{ticket_hash}", "sk": "ticket"}


def _connection_key(connection_id: str) -> dict[str, str]:
    return {"pk": _CONNECTIONS, "sk": connection_id}
