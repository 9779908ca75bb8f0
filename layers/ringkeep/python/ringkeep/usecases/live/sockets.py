"""Tickets and sockets of the people who open the Realtime page.

A ticket is requested with a bearer token and opens one socket, once.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from concurrent.futures import Executor
from contextlib import suppress
from dataclasses import dataclass, field

from ringkeep.domain.access.principal import Principal
from ringkeep.domain.live.sockets import (
    OPENING_SECONDS,
    TICKET_SECONDS,
    PersonSocket,
    SocketConnection,
    ticket_hash,
)
from ringkeep.errors import RingkeepError
from ringkeep.usecases.clock import Clock
from ringkeep.usecases.conflicts import retry_on_conflict
from ringkeep.usecases.live.socket_ports import GoneError, Identity, Sockets, SocketsTable

SUPERSEDED = '{"type":"superseded"}'
"""Tells a page that a newer one took its place, so that it polls instead of connecting again."""


@dataclass(frozen=True)
class Ticket:
    """A ticket as its owner receives it; only its hash is stored. `expires_at` in epoch seconds."""

    text: str = field(repr=False)
    expires_at: float


@dataclass(frozen=True)
class SocketTickets:
    """Issues tickets, and registers the sockets that they open. `sockets` closes a person's oldest
    sockets when too many are open; the API, which only issues tickets, has none."""

    table: SocketsTable
    identity: Identity
    clock: Clock
    sockets: Sockets | None = None

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
        replaced = retry_on_conflict(lambda: self._register(principal.username, connection_id, now))
        self.table.put_connection(
            SocketConnection(id=connection_id, principal=principal, connected_at=now)
        )
        for each in replaced:
            self._replace(each)
        return principal

    def is_registered(self, connection_id: str) -> bool:
        """Whether the socket still receives changes. Its row may be deleted before it closes."""
        return self.table.connection(connection_id) is not None

    def disconnected(self, connection_id: str) -> None:
        row = self.table.connection(connection_id)
        self.table.delete_connection(connection_id)
        if row is not None:
            retry_on_conflict(lambda: self._unregister(row))

    def _register(self, username: str, connection_id: str, now: float) -> tuple[str, ...]:
        """Adds the socket to its person's. Returns the ids of the oldest, if there are too many now."""
        person = self.table.person(username).with_socket(connection_id, now)
        if person.surplus:
            person = person.without(each.id for each in person.sockets if self._is_gone(each, now))
        replaced = tuple(each.id for each in person.surplus)
        self.table.put_person(person.without(replaced))
        return replaced

    def _is_gone(self, socket: PersonSocket, now: float) -> bool:
        """Whether the socket has no row any more. A socket that is just opening has none yet."""
        opening = now - socket.connected_at < OPENING_SECONDS
        return not opening and self.table.connection(socket.id) is None

    def _unregister(self, row: SocketConnection) -> None:
        person = self.table.person(row.principal.username)
        left = person.without([row.id])
        if left != person:
            self.table.put_person(left)

    def _replace(self, connection_id: str) -> None:
        """Closes a socket. If that fails, its row is deleted all the same: it gets no more changes, and
        its next ping closes it."""
        if self.sockets is not None:
            with suppress(GoneError, RingkeepError):
                self.sockets.send(connection_id, SUPERSEDED)
                self.sockets.close(connection_id)
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
