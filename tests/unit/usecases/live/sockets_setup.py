"""Open sockets with in-memory adapters, to test pushes and checks."""

from __future__ import annotations

from dataclasses import dataclass, field

from ringkeep.domain.access.sight import Today
from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.live.page import RealtimeUser
from ringkeep.domain.live.sight import live_sight
from ringkeep.domain.live.sockets import SocketConnection
from ringkeep.usecases.access.read_principal import SignedInUser
from ringkeep.usecases.live.check_sockets import SocketCheck
from ringkeep.usecases.live.push_live import Change, LivePusher
from ringkeep.usecases.live.sockets import Viewers
from tests.fakes.access.principals import FakePrincipals, FakeToday
from tests.fakes.clock import FakeClock
from tests.fakes.live.sockets import (
    ACCOUNT_ID,
    FakePage,
    FakeSockets,
    MemorySocketsTable,
    realtime_row,
)

ACCOUNT = AccountRef("main", ACCOUNT_ID)
A_MINUTE_AGO = FakeClock().now() - 60.0


def connection(
    id_: str,
    person: SignedInUser,
    connected_at: float = A_MINUTE_AGO,
    today: Today = FakeToday(),  # noqa: B008 # it is not changed
) -> SocketConnection:
    sight = live_sight(person.principal, today)
    return SocketConnection(
        id=id_,
        sub=person.sub,
        user_id=person.principal.user_id,
        fingerprint=sight.fingerprint if sight else "",
        connected_at=connected_at,
    )


@dataclass
class SocketsSetup:
    page: FakePage = field(
        default_factory=lambda: FakePage.of(realtime_row("101"), realtime_row("102"))
    )
    table: MemorySocketsTable = field(default_factory=MemorySocketsTable)
    principals: FakePrincipals = field(default_factory=FakePrincipals)
    today: FakeToday = field(default_factory=FakeToday)
    sockets: FakeSockets = field(default_factory=FakeSockets)
    clock: FakeClock = field(default_factory=FakeClock)

    def __post_init__(self) -> None:
        viewers = Viewers(self.principals, self.today)
        self.pusher = LivePusher(self.page, self.table, viewers, self.sockets, self.clock)
        self.check = SocketCheck(self.table, viewers, self.sockets, self.clock)

    def open(self, id_: str, person: SignedInUser, connected_at: float = A_MINUTE_AGO) -> None:
        self.principals.people.setdefault(person.sub, person)
        self.table.put_connection(connection(id_, person, connected_at, self.today))


def change(extension_id: str = "101", account: AccountRef = ACCOUNT) -> Change:
    return Change(service=account.service, account_id=account.account_id, extension_id=extension_id)


def pushed_extensions(setup: SocketsSetup, connection_id: str) -> list[str]:
    """Returns the extensions in the only message that the socket received."""
    (message,) = setup.sockets.messages(connection_id)
    users = message["users"]
    assert isinstance(users, list)
    return [str(RealtimeUser.model_validate(user).extension_id) for user in users]
