"""The sockets through which open Realtime pages receive changes, and the tickets that open them."""

from __future__ import annotations

import hashlib

from pydantic import BaseModel, ConfigDict

from ringkeep.domain.access.principal import Principal

TICKET_SECONDS = 30.0
CONNECTION_SECONDS = 2 * 3600.0
"""API Gateway ends a socket after two hours."""


class SocketConnection(BaseModel):
    """An open socket. `connected_at` in seconds since the epoch."""

    model_config = ConfigDict(frozen=True)

    id: str
    principal: Principal
    connected_at: float

    def is_over(self, now: float) -> bool:
        return now - self.connected_at > CONNECTION_SECONDS


def ticket_hash(ticket: str) -> str:
    """What tables hold in place of a ticket: someone who reads them cannot open a socket."""
    return hashlib.sha256(ticket.encode(errors="surrogatepass")).hexdigest()
