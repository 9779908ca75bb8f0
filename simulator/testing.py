"""Helpers for tests: a clock that stands still, options without limits, and a small client."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime
from typing import Any, Self

import httpx

from simulator.accounts.account import Account, Options
from simulator.accounts.oauth import JWT_GRANT
from simulator.clock import Clock
from simulator.http.server import SimulatorServer
from simulator.limits.rate_limiter import GROUPS

NOON = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
ACCOUNT = "/restapi/v1.0/account/~"
# The simulator uses plain HTTP; this avoids loading certificates for each client
_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
_NO_LIMITS = dict.fromkeys(GROUPS, 100_000)


def frozen_clock(speed: float = 1.0) -> Clock:
    return Clock(speed, frozen_at=NOON)


def options_without_limits() -> Options:
    """Returns options with rate limits that no test reaches by accident."""
    return Options(limits=_NO_LIMITS)


class SimulatorClient:
    """A plain HTTP client of a running simulator. It logs in before its first request."""

    def __init__(self, server: SimulatorServer, user: int = 0) -> None:
        self.account: Account = server.account
        self._jwt = server.account.users[user].jwt
        self.http = httpx.Client(base_url=server.url, verify=_TLS, trust_env=False, timeout=60)
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
        """Gets a path below the account, a path that begins with /restapi, or a whole address."""
        if self.token is None:
            self.login()
        bearer = {"Authorization": f"Bearer {self.token}"}
        url = path if path.startswith(("http", "/restapi")) else f"{ACCOUNT}{path}"
        return self.http.get(url, params=query or None, headers={**bearer, **(headers or {})})

    def send(self, method: str, path: str, body: object = None) -> httpx.Response:
        """Sends JSON to a path below the account, or to one that begins with /restapi."""
        if self.token is None:
            self.login()
        bearer = {"Authorization": f"Bearer {self.token}"}
        url = path if path.startswith("/restapi") else f"{ACCOUNT}{path}"
        return self.http.request(method, url, headers=bearer, json=body)

    def records(self, **query: Any) -> list[dict[str, Any]]:
        """Returns the records of all pages of the call log."""
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

    def __exit__(self, *error: object) -> None:
        self.http.close()
