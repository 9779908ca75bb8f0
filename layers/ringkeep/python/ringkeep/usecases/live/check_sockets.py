"""Closes the sockets of people who may no longer see the page, however long their tokens last."""

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
    """`failed`: sockets whose owner could not be looked up, or that could not be closed. The next
    run, a minute later, tries again."""

    sockets: int = 0
    closed: int = 0
    failed: int = 0


@dataclass(frozen=True)
class SocketCheck:
    """Someone who was disabled, removed or given another role or extension has to open a new socket,
    which is then refused or shows what they may see now."""

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
        """Closes the socket before its row is deleted: a row that stays is tried again in a minute."""
        try:
            with suppress(GoneError):
                self.sockets.close(connection.id)
            self.table.delete_connection(connection.id)
        except RingkeepError:
            return False
        return True
