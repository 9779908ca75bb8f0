"""Tickets and sockets of the people who open the Realtime page.

A ticket is requested with a bearer token and opens one socket, once.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field

from ringkeep.domain.access.principal import Principal
from ringkeep.domain.live.sockets import TICKET_SECONDS, SocketConnection, ticket_hash
from ringkeep.errors import RingkeepError
from ringkeep.usecases.clock import Clock
from ringkeep.usecases.live.socket_ports import Identity, SocketsTable


@dataclass(frozen=True)
class Ticket:
    """A ticket as its owner receives it; only its hash is stored. `expires_at` in epoch seconds."""

    text: str = field(repr=False)
    expires_at: float


@dataclass(frozen=True)
class SocketTickets:
    """Issues tickets, and registers the sockets that they open."""

    table: SocketsTable
    identity: Identity
    clock: Clock

    def issue(self, principal: Principal) -> Ticket:
        ticket = Ticket(secrets.token_urlsafe(32), self.clock.now() + TICKET_SECONDS)
        self.table.put_ticket(ticket_hash(ticket.text), principal.username, ticket.expires_at)
        return ticket

    def open(self, ticket: str, connection_id: str) -> Principal | None:
        """Stores the connection and returns its person, or None if the ticket is not valid."""
        now = self.clock.now()
        username = self.table.take_ticket(ticket_hash(ticket), now)
        principal = self.identity.viewer(username) if username else None
        if principal is None:
            return None
        self.table.put_connection(
            SocketConnection(id=connection_id, principal=principal, connected_at=now)
        )
        return principal

    def is_registered(self, connection_id: str) -> bool:
        """Whether the socket still receives changes. Its row may be deleted before it closes."""
        return self.table.connection(connection_id) is not None

    def disconnected(self, connection_id: str) -> None:
        self.table.delete_connection(connection_id)


def current_principals(
    identity: Identity, connections: Iterable[SocketConnection], pool: Executor
) -> Mapping[str, Principal | None]:
    """Returns the current state of the people behind the sockets, by username. Each is looked up once.
    Usernames whose look-up fails are missing from the result."""

    def look_up(username: str) -> tuple[tuple[str, Principal | None], ...]:
        try:
            return ((username, identity.viewer(username)),)
        except RingkeepError:
            return ()

    usernames = sorted({each.principal.username for each in connections})
    return dict(found for answer in pool.map(look_up, usernames) for found in answer)
