"""Open sockets with in-memory adapters, to test pushes and checks."""

from __future__ import annotations

from dataclasses import dataclass, field

from ringkeep.domain.access.principal import Principal
from ringkeep.domain.live.sockets import SocketConnection
from ringkeep.usecases.live.check_sockets import SocketCheck
from ringkeep.usecases.live.push_live import LivePusher
from tests.fakes.clock import FakeClock
from tests.fakes.live.sockets import (
    FakeIdentity,
    FakePage,
    FakeSockets,
    MemorySocketsTable,
    realtime_row,
)

A_MINUTE_AGO = FakeClock().now() - 60.0


def connection(id_: str, person: Principal, connected_at: float = A_MINUTE_AGO) -> SocketConnection:
    return SocketConnection(id=id_, principal=person, connected_at=connected_at)


@dataclass
class SocketsSetup:
    page: FakePage = field(
        default_factory=lambda: FakePage.of(realtime_row("101"), realtime_row("102"))
    )
    table: MemorySocketsTable = field(default_factory=MemorySocketsTable)
    identity: FakeIdentity = field(default_factory=FakeIdentity)
    sockets: FakeSockets = field(default_factory=FakeSockets)
    clock: FakeClock = field(default_factory=FakeClock)

    def __post_init__(self) -> None:
        self.pusher = LivePusher(self.page, self.table, self.identity, self.sockets, self.clock)
        self.check = SocketCheck(self.table, self.identity, self.sockets, self.clock)

    def open(self, id_: str, person: Principal, connected_at: float = A_MINUTE_AGO) -> None:
        self.identity.people.setdefault(person.username, person)
        self.table.put_connection(connection(id_, person, connected_at))
