"""An account of two sites: the role of one user reaches one of them, the other user's role both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import httpx

from ringkeep.domain.accounts.services import Connection
from ringkeep.domain.json import JsonObject
from ringkeep.ringcentral.client import RingCentralClient
from ringkeep.usecases.accounts.user_reach import UserReaches
from tests.fakes.clock import FakeClock
from tests.fakes.state import MemoryStateStore
from tests.unit.domain.accounts.test_reach import ROLE_LIMITED_TO_A_SITE, profile
from tests.unit.ringcentral.fake_ringcentral import ClientSetup, FakeServer, heavy, ok, refusal
from tests.unit.ringcentral.http.connections import connection, jwt

LIMITED, COMPANY = "900001", "900002"
PAGE = 2


@dataclass
class SiteServer(FakeServer):
    """Serves `log` in pages of two. The limited user sees every other call. `asked` lists the user and
    the last part of the path of each request; `content` answers downloads by user. A user and part in
    `refused` is answered with 401 whatever the token."""

    log: list[JsonObject] = field(default_factory=list)
    asked: list[tuple[str, str]] = field(default_factory=list)
    content: dict[str, Callable[[], httpx.Response]] = field(default_factory=dict)
    refused: set[tuple[str, str]] = field(default_factory=set)
    log_of: dict[str, slice] = field(
        default_factory=lambda: {LIMITED: slice(None, None, 2), COMPANY: slice(None)}
    )
    profiles: dict[str, JsonObject | None] = field(
        default_factory=lambda: {LIMITED: ROLE_LIMITED_TO_A_SITE, COMPANY: profile(["Account"])}
    )

    def handle(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/restapi/oauth/token":
            return super().handle(request)
        user, name = self._user(request), request.url.path.rpartition("/")[2]
        self.asked.append((user, name))
        if (user, name) in self.refused:
            return refusal(401, "OAU-213")
        if name == "authz-profile":
            values = self.profiles[user]
            return refusal(503) if values is None else ok(values)
        if name == "content":
            return self.content[user]()
        if name in ("call-log", "call-log-extract-sync"):
            return self._page(user, request)
        return ok({"id": "810", "records": []})

    def _user(self, request: httpx.Request) -> str:
        """Tokens are numbered by login."""
        number = int(request.headers["authorization"].rpartition("-")[2])
        return LIMITED if self.forms[number - 1]["assertion"] == jwt(LIMITED) else COMPANY

    def _page(self, user: str, request: httpx.Request) -> httpx.Response:
        seen = self.log[self.log_of[user]]
        start = int(request.url.params.get("start", 0))
        following = f"{request.url.copy_with(query=None)}?start={start + PAGE}"
        navigation = {"nextPage": {"uri": following}} if start + PAGE < len(seen) else {}
        return ok({"records": seen[start : start + PAGE], "navigation": navigation}, heavy())

    def users_of(self, name: str) -> set[str]:
        return {user for user, asked in self.asked if asked == name}


class TwoSites:
    """A service with both users, and the state that its functions share. Without a reach, its users
    are read when the first client is created."""

    def __init__(self, *subjects: str, clock: FakeClock | None = None) -> None:
        self.server = SiteServer()
        self.states = MemoryStateStore()
        self.setup = ClientSetup(
            server=self.server,
            clock=clock or FakeClock(),
            connection=connection(*(subjects or (LIMITED, COMPANY))),
        )

    def client(self, connection: Connection | None = None) -> RingCentralClient:
        setup = self.setup
        client = RingCentralClient(
            "acme",
            connection or setup.connection,
            setup.limiter,
            setup.tokens,
            setup.clock,
            setup.transport,
            UserReaches(self.states, setup.clock),
        )
        client.refresh_reach()
        return client

    @staticmethod
    def label(subject: str) -> str:
        return connection(subject).user_labels[0]
