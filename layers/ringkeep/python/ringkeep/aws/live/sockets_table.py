"""Tickets and sockets in DynamoDB.

pk `ticket#{hash}`  sk `ticket`          a ticket; taking it deletes the row
pk `connections`    sk connection id     an open socket
pk `person#{id}`    sk `sockets`         a person's open sockets
pk same             sk `ticket`          when they last got a ticket
pk same             sk `reads#{minute}`  how much they read in a minute
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pydantic import ValidationError

from ringkeep.aws.items import Item
from ringkeep.aws.table import Table
from ringkeep.domain.live.sockets import CONNECTION_SECONDS, PersonSockets, SocketConnection
from ringkeep.errors import Conflict

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_CONNECTIONS = "connections"
_MARGIN = 600.0
"""Seconds that a row is kept after its ticket or socket has expired."""


class DynamoSocketsTable:
    """The ports SocketsTable and BudgetsTable over one DynamoDB table."""

    def __init__(self, client: DynamoDBClient, table_name: str) -> None:
        self._table = Table(client, table_name)

    def put_ticket(self, ticket_hash: str, sub: str, expires_at: float) -> None:
        self._table.put(
            {
                "pk": f"ticket#{ticket_hash}",
                "sk": "ticket",
                "sub": sub,
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
        return str(ticket.get("sub") or "") or None if ticket else None

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

    def person(self, user_id: str) -> PersonSockets:
        item = self._table.get(_person_key(user_id, "sockets"))
        return PersonSockets.model_validate(item) if item else PersonSockets(user_id=user_id)

    def put_person(self, person: PersonSockets) -> None:
        newest = max((each.connected_at for each in person.sockets), default=0.0)
        item: Item = {
            **person.model_dump(mode="json"),
            **_person_key(person.user_id, "sockets"),
            "revision": person.revision + 1,
            "ttl": int(newest + CONNECTION_SECONDS + _MARGIN),
        }
        if person.sockets:
            self._table.put_revision(item, person.revision)
        elif person.revision:
            key = _person_key(person.user_id, "sockets")
            self._table.delete(key, "revision = :expected", {":expected": person.revision})

    def take_turn(self, user_id: str, now: float, interval: float) -> bool:
        item: Item = {
            **_person_key(user_id, "ticket"),
            "taken_at": now,
            "ttl": int(now + interval + _MARGIN),
        }
        try:
            self._table.put(
                item, "attribute_not_exists(pk) OR taken_at <= :before", {":before": now - interval}
            )
        except Conflict:
            return False
        return True

    def count_read(self, user_id: str, minute: int, budget: int) -> bool:
        key = _person_key(user_id, f"reads#{minute}")
        try:
            self._table.add_below(key, "reads", budget, expires_at=int((minute + 1) * 60 + _MARGIN))
        except Conflict:
            return False
        return True

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


def _person_key(user_id: str, sort: str) -> dict[str, str]:
    return {"pk": f"person#{user_id}", "sk": sort}


def _connection_key(connection_id: str) -> dict[str, str]:
    return {"pk": _CONNECTIONS, "sk": connection_id}
