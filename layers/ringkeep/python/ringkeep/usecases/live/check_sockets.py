"""Closes the sockets of who may no longer look, whatever their tokens say."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass

from pydantic import BaseModel

from ringkeep.domain.access.principal import Principal
from ringkeep.domain.live.sockets import SocketConnection
from ringkeep.errors import RingkeepError
from ringkeep.usecases.clock import Clock
from ringkeep.usecases.live.socket_ports import GoneError, Identity, Sockets, SocketsTable
from ringkeep.usecases.live.sockets import known_principals

_WORKERS = 16


class SocketCheckResult(BaseModel):
    """`failed`: sockets whose owner could not be asked for, or that could not be closed. They are
    looked at again in a minute."""

    sockets: int = 0
    closed: int = 0
    failed: int = 0


@dataclass(frozen=True)
class SocketCheck:
    """Somebody disabled, removed or given another role or extension opens a new socket, or none."""

    table: SocketsTable
    identity: Identity
    sockets: Sockets
    clock: Clock

    def run(self) -> SocketCheckResult:
        connections = self.table.connections()
        with ThreadPoolExecutor(_WORKERS) as pool:
            principals = known_principals(self.identity, connections, pool)
            over = [each for each in connections if self._is_over(each, principals)]
            closed = list(pool.map(self._closes, over))
        unknown = [each for each in connections if each.principal.username not in principals]
        return SocketCheckResult(
            sockets=len(connections),
            closed=closed.count(True),
            failed=closed.count(False) + len(set(unknown) - set(over)),
        )

    def _is_over(
        self, connection: SocketConnection, principals: Mapping[str, Principal | None]
    ) -> bool:
        if connection.is_over(self.clock.now()):
            return True
        return (
            principals.get(connection.principal.username, connection.principal)
            != connection.principal
        )

    def _closes(self, connection: SocketConnection) -> bool:
        """The socket first: a row that is left is looked at again in a minute."""
        try:
            with suppress(GoneError):
                self.sockets.close(connection.id)
            self.table.delete_connection(connection.id)
        except RingkeepError:
            return False
        return True
