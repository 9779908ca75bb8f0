"""The sockets over which open Realtime pages receive changes, and the tickets that open them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Final, NamedTuple

from ringkeep.domain.live.sight import LiveSight
from ringkeep.domain.model import Model

TICKET_SECONDS = 30.0
CONNECTION_SECONDS = 2 * 3600.0
"""API Gateway closes a socket after two hours."""
OPENING_SECONDS = 10.0
"""API Gateway accepts messages to a socket only some time after its row was written."""
SOCKETS_OF_A_PERSON: Final = 5
"""A few windows on a few screens. A sixth page replaces the oldest one's socket; that page polls."""


class SocketConnection(Model):
    """An open socket, and the person for whom it was opened. `fingerprint` is that of what they saw then
    (domain/live/sight.py). `connected_at` in seconds since the epoch.

    A row of version 0.1.0 has neither `sub` nor `fingerprint`. It counts as changed and is closed.
    """

    id: str
    sub: str = ""
    user_id: str = ""
    fingerprint: str = ""
    connected_at: float

    def shows(self, sight: LiveSight | None) -> bool:
        """Whether this is still what its person may see."""
        return sight is not None and sight.fingerprint == self.fingerprint

    def has_expired(self, now: float) -> bool:
        return now - self.connected_at > CONNECTION_SECONDS


class PersonSocket(NamedTuple):
    """`connected_at` in seconds since the epoch."""

    id: str
    connected_at: float


class PersonSockets(Model):
    """The open sockets of one person, the oldest first."""

    user_id: str
    sockets: tuple[PersonSocket, ...] = ()
    revision: int = 0

    def with_socket(self, id_: str, now: float) -> PersonSockets:
        """Returns the sockets with a new one, without those that have expired."""
        kept = (each for each in self.sockets if now - each.connected_at <= CONNECTION_SECONDS)
        others = (each for each in kept if each.id != id_)
        opened = sorted((*others, PersonSocket(id_, now)), key=lambda each: each.connected_at)
        return self.model_copy(update={"sockets": tuple(opened)})

    def without(self, ids: Iterable[str]) -> PersonSockets:
        gone = frozenset(ids)
        kept = tuple(each for each in self.sockets if each.id not in gone)
        return self.model_copy(update={"sockets": kept})

    @property
    def surplus(self) -> tuple[PersonSocket, ...]:
        """The oldest sockets beyond those that a person may have."""
        return self.sockets[:-SOCKETS_OF_A_PERSON]


class SharedSockets(NamedTuple):
    """`served`: the sockets that receive changes, in a fair order. `surplus`: those beyond the number
    that a person may have, the oldest of each person."""

    served: tuple[SocketConnection, ...]
    surplus: tuple[SocketConnection, ...]


def shared_out(connections: Iterable[SocketConnection]) -> SharedSockets:
    """Serves each person's newest socket first, then each person's second, and so on: someone with many
    sockets delays no one's first."""
    by_person: dict[str, list[SocketConnection]] = {}
    for each in connections:
        by_person.setdefault(each.user_id, []).append(each)
    for owned in by_person.values():
        owned.sort(key=lambda each: (-each.connected_at, each.id))
    served = (
        owned[place]
        for place in range(SOCKETS_OF_A_PERSON)
        for owned in by_person.values()
        if place < len(owned)
    )
    surplus = (each for owned in by_person.values() for each in owned[SOCKETS_OF_A_PERSON:])
    return SharedSockets(tuple(served), tuple(surplus))


def ticket_hash(ticket: str) -> str:
    """Returns the hash that is stored instead of the ticket, so that no one who reads the table can
    open a socket."""
    return hashlib.sha256(ticket.encode(errors="surrogatepass")).hexdigest()
