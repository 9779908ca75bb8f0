"""Open sockets over fakes, for what is pushed and what is closed."""

from __future__ import annotations

from dataclasses import dataclass, field

from ringkeep.domain.access.principal import Principal
from ringkeep.domain.live.sockets import SocketConnection
from ringkeep.usecases.live.check_sockets import ViewerCheck
from ringkeep.usecases.live.push_live import LivePusher
from tests.fakes.clock import FakeClock
from tests.fakes.live.viewers import FakeIdentity, FakePage, FakeSockets, MemoryViewersTable, line

LONG_AGO = FakeClock().now() - 60.0


def connection(id_: str, viewer: Principal, connected_at: float = LONG_AGO) -> SocketConnection:
    return SocketConnection(id=id_, viewer=viewer, connected_at=connected_at)


@dataclass
class Watching:
    page: FakePage = field(default_factory=lambda: FakePage.of(line("101"), line("102")))
    table: MemoryViewersTable = field(default_factory=MemoryViewersTable)
    identity: FakeIdentity = field(default_factory=FakeIdentity)
    sockets: FakeSockets = field(default_factory=FakeSockets)
    clock: FakeClock = field(default_factory=FakeClock)

    def __post_init__(self) -> None:
        self.pusher = LivePusher(self.page, self.table, self.identity, self.sockets, self.clock)
        self.check = ViewerCheck(self.table, self.identity, self.sockets, self.clock)

    def opens(self, id_: str, viewer: Principal, connected_at: float = LONG_AGO) -> None:
        self.identity.viewers.setdefault(viewer.username, viewer)
        self.table.put_connection(connection(id_, viewer, connected_at))
