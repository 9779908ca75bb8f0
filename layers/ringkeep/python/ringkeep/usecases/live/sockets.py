"""Tickets and sockets of the people who open the Realtime page.

A ticket is requested with a bearer token and opens one socket, once.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from concurrent.futures import Executor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import Final, NamedTuple

from ringkeep.domain.access.sight import Today
from ringkeep.domain.access.user_principal import UserPrincipal
from ringkeep.domain.live.sight import LiveSight, live_sight
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
from ringkeep.usecases.live.socket_ports import GoneError, Principals, Sockets, SocketsTable

_MOST_KNOWN: Final = 5_000
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
    principals: Principals
    today: Today
    clock: Clock
    sockets: Sockets | None = None

    def issue(self, sub: str) -> Ticket:
        ticket = Ticket(secrets.token_urlsafe(32), self.clock.now() + TICKET_SECONDS)
        self.table.put_ticket(ticket_hash(ticket.text), sub, ticket.expires_at)
        return ticket

    def open(self, ticket: str, connection_id: str) -> SocketConnection | None:
        """Stores the connection and returns it, or None if the ticket is not valid, or if its person may
        not see the page any more."""
        now = self.clock.now()
        sub = self.table.take_ticket(ticket_hash(ticket), now)
        connection = self._connection(sub, connection_id, now) if sub else None
        if connection is None:
            return None
        user_id = connection.user_id
        replaced = retry_on_conflict(lambda: self._register(user_id, connection_id, now))
        self.table.put_connection(connection)
        for each in replaced:
            self._replace(each)
        return connection

    def _connection(self, sub: str, connection_id: str, now: float) -> SocketConnection | None:
        principal = self.principals(sub)
        sight = live_sight(principal, self.today)
        if principal is None or sight is None:
            return None
        return SocketConnection(
            id=connection_id,
            sub=sub,
            user_id=principal.user_id,
            fingerprint=sight.fingerprint,
            connected_at=now,
        )

    def is_registered(self, connection_id: str) -> bool:
        """Whether the socket still receives changes. Its row may be deleted before it closes."""
        return self.table.connection(connection_id) is not None

    def disconnected(self, connection_id: str) -> None:
        row = self.table.connection(connection_id)
        self.table.delete_connection(connection_id)
        if row is not None:
            retry_on_conflict(lambda: self._unregister(row))

    def _register(self, user_id: str, connection_id: str, now: float) -> tuple[str, ...]:
        """Adds the socket to its person's. Returns the ids of the oldest, if there are too many now."""
        person = self.table.person(user_id).with_socket(connection_id, now)
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
        person = self.table.person(row.user_id)
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


class _Known(NamedTuple):
    """What someone with these rights sees on these days, one for each service."""

    principal: UserPrincipal
    days: tuple[date, ...]
    sight: LiveSight | None


@dataclass(frozen=True)
class Viewers:
    """Looks up what the people behind the sockets see now. It works this out again only for someone whose
    rights or sight were read again, and on a new day."""

    principals: Principals
    today: Today
    _known: dict[str, _Known] = field(default_factory=dict)

    def of(
        self, connections: Iterable[SocketConnection], pool: Executor
    ) -> Mapping[str, LiveSight | None]:
        """Returns what each may see, by `sub`, and None for those who may not see the page. Each is looked
        up once. Those whose look-up fails are missing from the result."""
        subs = sorted({each.sub for each in connections})
        return dict(found for answer in pool.map(self._look_up, subs) for found in answer)

    def _look_up(self, sub: str) -> tuple[tuple[str, LiveSight | None], ...]:
        try:
            principal = self.principals(sub) if sub else None
        except RingkeepError:
            return ()
        return ((sub, self._sight(sub, principal) if principal else None),)

    def _sight(self, sub: str, principal: UserPrincipal) -> LiveSight | None:
        days = tuple(map(self.today, principal.sight.services))
        known = self._known.get(sub)
        if known is None or known.principal is not principal or known.days != days:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            known = _Known(principal, days, live_sight(principal, self.today))
            self._known[sub] = known
        return known.sight
