"""Closes the sockets of people who may no longer see the page, even if their tokens are still valid."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass

from ringkeep.domain.live.sight import LiveSight
from ringkeep.domain.live.sockets import SocketConnection, shared_out
from ringkeep.domain.model import Model
from ringkeep.errors import RingkeepError
from ringkeep.threads import SOCKETS_AT_ONCE
from ringkeep.usecases.clock import Clock
from ringkeep.usecases.live.socket_ports import GoneError, Sockets, SocketsTable
from ringkeep.usecases.live.sockets import Viewers

_SURPLUS_LIMIT = 1000
"""Sockets beyond those that a person may have that one run closes."""


class SocketCheckResult(Model):
    """`failed`: sockets whose owner could not be looked up, or that could not be closed. The next
    run, a minute later, tries again."""

    sockets: int = 0
    closed: int = 0
    failed: int = 0


@dataclass(frozen=True)
class SocketCheck:
    """Closes the sockets of people who were deactivated, or who have other rights or see other extensions
    than when the socket was opened. They have to open a new socket, which is refused or shows what they
    may see now. Closes also the oldest sockets of a person who has too many."""

    table: SocketsTable
    viewers: Viewers
    sockets: Sockets
    clock: Clock

    def run(self) -> SocketCheckResult:
        connections = self.table.connections()
        with ThreadPoolExecutor(SOCKETS_AT_ONCE) as pool:
            seen = self.viewers.of(connections, pool)
            surplus = frozenset(
                each.id for each in shared_out(connections).surplus[:_SURPLUS_LIMIT]
            )
            invalid = [
                each for each in connections if each.id in surplus or self._is_invalid(each, seen)
            ]
            closed = list(pool.map(self._close, invalid))
        unknown = [each for each in connections if each.sub not in seen]
        return SocketCheckResult(
            sockets=len(connections),
            closed=closed.count(True),
            failed=closed.count(False) + len(set(unknown) - set(invalid)),
        )

    def _is_invalid(
        self, connection: SocketConnection, seen: Mapping[str, LiveSight | None]
    ) -> bool:
        """Someone whose look-up failed keeps their socket until the next run."""
        if connection.has_expired(self.clock.now()):
            return True
        return connection.sub in seen and not connection.shows(seen[connection.sub])

    def _close(self, connection: SocketConnection) -> bool:
        """Closes the socket, then deletes its row. Returns False if one of them fails: the row stays
        and the next run tries again."""
        try:
            with suppress(GoneError):
                self.sockets.close(connection.id)
            self.table.delete_connection(connection.id)
        except RingkeepError:
            return False
        return True
