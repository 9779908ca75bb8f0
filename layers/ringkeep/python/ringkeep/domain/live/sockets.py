"""The sockets over which open Realtime pages receive changes, and the tickets that open them."""

from __future__ import annotations

import hashlib

from ringkeep.domain.access.principal import Principal
from ringkeep.domain.model import Model

TICKET_SECONDS = 30.0
CONNECTION_SECONDS = 2 * 3600.0
"""API Gateway closes a socket after two hours."""


class SocketConnection(Model):
    """An open socket. `connected_at` in seconds since the epoch."""

    id: str
    principal: Principal
    connected_at: float

    def has_expired(self, now: float) -> bool:
        return now - self.connected_at > CONNECTION_SECONDS


def ticket_hash(ticket: str) -> str:
    """Returns the hash that is stored instead of the ticket, so that no one who reads the table can
    open a socket."""
    return hashlib.sha256(ticket.encode(errors="surrogatepass")).hexdigest()
