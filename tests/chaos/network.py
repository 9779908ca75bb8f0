"""Connects httpx with the simulated account in one process, and breaks connections at random.

It also keeps account of the penalties: after a 429, RingCentral counts every request of that user and
group against it for a minute.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass, field
from typing import Any, Final

import httpx
from starlette.types import ASGIApp

from simulator.accounts.account import Account
from simulator.http.errors import ApiError
from simulator.http.transport import ConnectionBroken
from tests.chaos.hosts import Host

SERVER: Final = "http://127.0.0.1:9"
_CHUNK: Final = 16_384
_GROUPS: Final = ("light", "medium", "heavy")
_NAMED_PENALTY: Final = 60.0
_BARE_PENALTY: Final = 30.0
Message = MutableMapping[str, Any]
Count = tuple[str, str]
"""User (an access token's owner, or empty for logins) and group."""


@dataclass
class Answer:
    """What the account sent. `complete` is False if it broke the connection."""

    status: int = 0
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    body: bytes = b""
    complete: bool = True

    def header(self, name: str) -> str | None:
        return next((v.decode() for k, v in self.headers if k.decode().lower() == name), None)


def exchange(app: ASGIApp, request: httpx.Request) -> Answer:
    """Sends a request to the account. Its handlers never wait, so they need no event loop."""
    answer = Answer()

    async def receive() -> Message:
        return {"type": "http.request", "body": request.content, "more_body": False}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            answer.status = message["status"]
            answer.headers = list(message["headers"])
        else:
            answer.body += message.get("body", b"")

    url = request.url
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": request.method,
        "scheme": url.scheme,
        "path": url.path,
        "raw_path": url.raw_path.partition(b"?")[0],
        "query_string": url.query,
        "root_path": "",
        "headers": [(name.lower(), value) for name, value in request.headers.raw],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 9),
    }
    conversation = app(scope, receive, send)
    try:
        conversation.__await__().__next__()
    except StopIteration:
        return answer
    except ConnectionBroken:
        answer.complete = False
        return answer
    raise RuntimeError("the simulated account waits for something")


@dataclass
class Penalties:
    """`until` holds the end of each penalty, and `known_at` when the workers could know of it.

    Requests that were sent before someone could know of the penalty are counted apart.
    """

    until: dict[Count, float] = field(default_factory=dict)
    known_at: dict[Count, float] = field(default_factory=dict)
    inside: list[tuple[float, Count]] = field(default_factory=list)
    inside_unknown: int = 0

    def sent(self, count: Count, sent_at: float, now: float) -> None:
        until = self.until.get(count, 0.0)
        if now >= until:
            self.known_at.pop(count, None)
            return
        self.until[count] = max(until, now + _NAMED_PENALTY)
        if sent_at > self.known_at.get(count, until) + 1.0:
            self.inside.append((now, count))
        else:
            self.inside_unknown += 1

    def refused(self, user: str, group: str | None, now: float) -> None:
        for each in (group,) if group else _GROUPS:
            seconds = _NAMED_PENALTY if group else _BARE_PENALTY
            key = ("" if each == "auth" else user, each)
            self.until[key] = max(self.until.get(key, 0.0), now + seconds)

    def noted(self, user: str, group: str, now: float) -> None:
        """The limiter has stored the end of a penalty."""
        for each in (group,) if group else _GROUPS:
            key = ("" if each == "auth" else user, each)
            if self.until.get(key, 0.0) > now:
                self.known_at.setdefault(key, now)


@dataclass
class Network:
    """The way to the simulated account, which all hosts share."""

    account: Account
    app: ASGIApp
    penalties: Penalties = field(default_factory=Penalties)
    whole: Counter[str] = field(default_factory=Counter)
    """How often the account sent all of a recording, as what it is."""

    def count(self, request: httpx.Request, answer: Answer) -> None:
        recording = self.account.recordings.get(_recording_id(request.url.path))
        if recording is None or answer.status != 200 or not answer.complete:
            return
        is_whole = answer.body == recording.audio_bytes()
        if is_whole and answer.header("content-type") == recording.content_type:
            self.whole[recording.id] += 1

    def user_of(self, request: httpx.Request) -> str:
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        try:
            return self.account.tokens.of_access_token(token).user
        except ApiError:
            return ""


class HostTransport(httpx.BaseTransport):
    """The connections of one host."""

    def __init__(self, host: Host, network: Network) -> None:
        self._host = host
        self._network = network

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        host = self._host
        sent_at = host.stage.now
        name = f"HTTP {request.method} {_kind(request.url.path)}"
        self._may_break(httpx.ConnectTimeout, "connection refused")
        answer = host.call(name, lambda: self._answered(request, sent_at), storage=False)
        host.stage.pause(host.chance.uniform(0.02, 0.4))
        self._may_break(httpx.ReadTimeout, "answer lost")
        if not answer.status:
            raise httpx.RemoteProtocolError("the server disconnected without an answer")
        return httpx.Response(
            answer.status,
            headers=answer.headers,
            stream=_Body(host, answer),
            request=request,
        )

    def _answered(self, request: httpx.Request, sent_at: float) -> Answer:
        """The account's limits count the request when it arrives."""
        network, now = self._network, self._host.stage.now
        user = network.user_of(request)
        answer = exchange(network.app, request)
        network.count(request, answer)
        group = answer.header("x-rate-limit-group")
        if group:
            network.penalties.sent(("" if group == "auth" else user, group), sent_at, now)
        if answer.status == 429:
            network.penalties.refused(user, group, now)
        return answer

    def _may_break(self, kind: type[httpx.TimeoutException], what: str) -> None:
        if self._host.chance.random() < self._host.rates.network:
            self._host.noted(f"network: {what}")
            raise kind(what)


class _Body(httpx.SyncByteStream):
    def __init__(self, host: Host, answer: Answer) -> None:
        self._host = host
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        body = self._answer.body
        for start in range(0, len(body), _CHUNK):
            self._host.call("HTTP chunk", lambda: None, storage=False)
            yield body[start : start + _CHUNK]
        if not self._answer.complete:
            raise httpx.RemoteProtocolError("the server closed the connection in the body")


def _recording_id(path: str) -> str:
    """The recording whose content a path names, here or where a redirect leads."""
    parts = path.removesuffix("/content").split("/")
    return parts[-1] if parts[-2:-1] == ["recording"] else ""


def _kind(path: str) -> str:
    """The path without ids, as the name of a step."""
    parts = [part if part.isalpha() or "-" in part else "*" for part in path.split("/") if part]
    return "/".join(parts[-2:])
