"""Open sockets over fakes, for what is pushed and what is closed."""

from __future__ import annotations

from dataclasses import dataclass, field

from ringkeep.domain.access.principal import Principal
from ringkeep.domain.live.sockets import SocketConnection
from ringkeep.usecases.live.check_sockets import SocketCheck
from ringkeep.usecases.live.push_live import LivePusher
from tests.fakes.clock import FakeClock
from tests.fakes.live.sockets import FakeIdentity, FakePage, FakeSockets, MemorySocketsTable, line

LONG_AGO = FakeClock().now() - 60.0


def connection(id_: str, viewer: Principal, connected_at: float = LONG_AGO) -> SocketConnection:
    return SocketConnection(id=id_, principal=viewer, connected_at=connected_at)


@dataclass
class Watching:
    page: FakePage = field(default_factory=lambda: FakePage.of(line("101"), line("102")))
    table: MemorySocketsTable = field(default_factory=MemorySocketsTable)
    identity: FakeIdentity = field(default_factory=FakeIdentity)
    sockets: FakeSockets = field(default_factory=FakeSockets)
    clock: FakeClock = field(default_factory=FakeClock)

    def __post_init__(self) -> None:
        self.pusher = LivePusher(self.page, self.table, self.identity, self.sockets, self.clock)
        self.check = SocketCheck(self.table, self.identity, self.sockets, self.clock)

    def opens(self, id_: str, viewer: Principal, connected_at: float = LONG_AGO) -> None:
        self.identity.viewers.setdefault(viewer.username, viewer)
        self.table.put_connection(connection(id_, viewer, connected_at))
