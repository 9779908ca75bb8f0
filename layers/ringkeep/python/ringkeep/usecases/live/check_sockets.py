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
from ringkeep.usecases.live.socket_ports import GoneError, Identity, Sockets, ViewersTable
from ringkeep.usecases.live.sockets import known_viewers

_WORKERS = 16


class CheckedViewers(BaseModel):
    """`failed`: sockets whose owner could not be asked for, or that could not be closed. They are
    looked at again in a minute."""

    sockets: int = 0
    closed: int = 0
    failed: int = 0


@dataclass(frozen=True)
class ViewerCheck:
    """Somebody disabled, removed or given another role or extension opens a new socket, or none."""

    table: ViewersTable
    identity: Identity
    sockets: Sockets
    clock: Clock

    def run(self) -> CheckedViewers:
        connections = self.table.connections()
        with ThreadPoolExecutor(_WORKERS) as pool:
            viewers = known_viewers(self.identity, connections, pool)
            over = [each for each in connections if self._is_over(each, viewers)]
            closed = list(pool.map(self._closes, over))
        unknown = [each for each in connections if each.viewer.username not in viewers]
        return CheckedViewers(
            sockets=len(connections),
            closed=closed.count(True),
            failed=closed.count(False) + len(set(unknown) - set(over)),
        )

    def _is_over(
        self, connection: SocketConnection, viewers: Mapping[str, Principal | None]
    ) -> bool:
        if connection.is_over(self.clock.now()):
            return True
        return viewers.get(connection.viewer.username, connection.viewer) != connection.viewer

    def _closes(self, connection: SocketConnection) -> bool:
        """The socket first: a row that is left is looked at again in a minute."""
        try:
            with suppress(GoneError):
                self.sockets.close(connection.id)
            self.table.delete_connection(connection.id)
        except RingkeepError:
            return False
        return True
