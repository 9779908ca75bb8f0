"""What tests need around the simulator: a clock that stands still, and a small client."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self

import httpx

from simulator.accounts.account import Account, Options
from simulator.accounts.oauth import JWT_GRANT
from simulator.clock import Clock
from simulator.http.server import SimulatorServer
from simulator.limits.rate_limiter import GROUPS

NOON = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
ACCOUNT = "/restapi/v1.0/account/~"
# Never used, since the simulator speaks plain HTTP; saves loading certificates for each client
_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
UNMETERED = dict.fromkeys(GROUPS, 100_000)


def frozen_clock(speed: float = 1.0) -> Clock:
    return Clock(speed, frozen_at=NOON)


def generous(**changes: Any) -> Options:
    """Options with limits that no test meets by accident."""
    return Options(**{"limits": UNMETERED, **changes})


class SimulatorClient:
    """Speaks to a running simulator with plain HTTP; logs in when it is first needed."""

    def __init__(self, server: SimulatorServer, user: int = 0) -> None:
        self.account: Account = server.account
        self._jwt = server.account.users[user].jwt
        self.http = httpx.Client(base_url=server.url, verify=_TLS, trust_env=False, timeout=10)
        self.token: str | None = None

    def grant(self, secret: str | None = None, **form: str) -> httpx.Response:
        options = self.account.options
        basic = (options.client_id, secret or options.client_secret)
        return self.http.post("/restapi/oauth/token", data=form, auth=basic)

    def login(self) -> dict[str, Any]:
        answer = self.grant(grant_type=JWT_GRANT, assertion=self._jwt)
        answer.raise_for_status()
        body: dict[str, Any] = answer.json()
        self.token = body["access_token"]
        return body

    def get(self, path: str, headers: dict[str, str] | None = None, **query: Any) -> httpx.Response:
        """A path below the account, or a whole address."""
        if self.token is None:
            self.login()
        bearer = {"Authorization": f"Bearer {self.token}"}
        url = path if path.startswith(("http", "/restapi")) else f"{ACCOUNT}{path}"
        return self.http.get(url, params=query or None, headers={**bearer, **(headers or {})})

    def send(self, method: str, path: str, body: object = None) -> httpx.Response:
        """A path below the account, or one that begins with /restapi; the body as JSON."""
        if self.token is None:
            self.login()
        bearer = {"Authorization": f"Bearer {self.token}"}
        url = path if path.startswith("/restapi") else f"{ACCOUNT}{path}"
        return self.http.request(method, url, headers=bearer, json=body)

    def records(self, **query: Any) -> list[dict[str, Any]]:
        """The call log through all its pages."""
        body = self.get("/call-log", **query).json()
        found = list(body["records"])
        while "nextPage" in body["navigation"]:
            body = self.get(body["navigation"]["nextPage"]["uri"]).json()
            found += body["records"]
        return found

    def content(self, recording_id: str, **headers: str) -> httpx.Response:
        return self.get(f"/recording/{recording_id}/content", headers=headers)

    def control(self, path: str, body: dict[str, Any] | None = None) -> Any:
        url = f"/_simulator/{path}"
        answer = self.http.get(url) if body is None else self.http.post(url, json=body)
        answer.raise_for_status()
        return answer.json()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.http.close()
