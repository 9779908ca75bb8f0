"""A fake RingCentral behind httpx's mock transport. It accepts every login and returns the responses
that a test prepares."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from urllib.parse import parse_qs

import httpx

from ringkeep.domain.accounts.services import Connection
from ringkeep.domain.json import JsonObject, JsonValue
from ringkeep.ringcentral.client import RingCentralClient
from ringkeep.ringcentral.http.tokens import TokenSource
from ringkeep.ringcentral.http.transport import Transport
from tests.fakes.accounts.tokens import MemoryTokenStore
from tests.fakes.clock import FakeClock
from tests.fakes.limits.limiter import MemoryLimiter
from tests.unit.ringcentral.http.connections import connection

Responder = Callable[[httpx.Request], httpx.Response]
ALL_SCOPES = (
    "ReadAccounts ReadCallLog ReadCallRecording ReadPresence CallControl SubscriptionWebhook"
)


def heavy(remaining: int = 9, **more: str) -> dict[str, str]:
    return {
        "X-Rate-Limit-Group": "heavy",
        "X-Rate-Limit-Limit": "10",
        "X-Rate-Limit-Remaining": str(remaining),
        "X-Rate-Limit-Window": "60",
        **more,
    }


@dataclass
class FakeServer:
    """Returns the prepared responses in order: `logins` for logins, `answers` for other requests."""

    answers: list[httpx.Response | Exception | Responder] = field(default_factory=list)
    logins: list[httpx.Response | Exception] = field(default_factory=list)
    requests: list[httpx.Request] = field(default_factory=list)
    forms: list[dict[str, str]] = field(default_factory=list)
    expires_in: JsonValue = 3600
    grant: JsonObject = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def handle(self, request: httpx.Request) -> httpx.Response:
        with self.lock:
            if request.url.path == "/restapi/oauth/token":
                return self._login(request)
            self.requests.append(request)
            return self._next(self.answers.pop(0), request)

    def _login(self, request: httpx.Request) -> httpx.Response:
        form = parse_qs(request.content.decode())
        self.forms.append({name: values[0] for name, values in form.items()})
        if self.logins:
            return self._next(self.logins.pop(0), request)
        grant = {
            "access_token": f"token-{len(self.forms)}",
            "token_type": "bearer",
            "expires_in": self.expires_in,
            "scope": ALL_SCOPES,
            "owner_id": 900001,
            **self.grant,
        }
        return httpx.Response(200, json=grant)

    @staticmethod
    def _next(
        answer: httpx.Response | Exception | Responder, request: httpx.Request
    ) -> httpx.Response:
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, httpx.Response) else answer(request)

    @property
    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self.handle)


@dataclass
class ClientSetup:
    """A RingCentralClient that is connected to a fake server, with in-memory stores."""

    server: FakeServer = field(default_factory=FakeServer)
    clock: FakeClock = field(default_factory=FakeClock)
    connection: Connection = field(default_factory=connection)
    address: str = "93.184.216.34"
    """Of every host name."""

    def __post_init__(self) -> None:
        self.limiter = MemoryLimiter(self.clock)
        self.store = MemoryTokenStore()
        self.transport = Transport(self.clock, self.server.transport, lambda _: [self.address])
        self.tokens = TokenSource(self.store, self.limiter, self.clock, self.transport)
        self.client = RingCentralClient(
            "acme", self.connection, self.limiter, self.tokens, self.clock, self.transport
        )

    @property
    def user(self) -> str:
        return self.connection.user_labels[0]

    @property
    def soon(self) -> float:
        return self.clock.now() + 300

    def sent(self, group: str) -> int:
        return sum(sent_group == group for _, _, sent_group in self.limiter.admitted)

    def bearers(self) -> list[str | None]:
        return [request.headers.get("authorization") for request in self.server.requests]


def ok(values: object, headers: Mapping[str, str] | None = None) -> httpx.Response:
    return httpx.Response(200, json=values, headers=headers)


def refusal(
    status: int, code: str = "", headers: Mapping[str, str] | None = None
) -> httpx.Response:
    body = {"errorCode": code, "message": f"message of {code}"}
    return httpx.Response(status, json=body, headers=headers)
