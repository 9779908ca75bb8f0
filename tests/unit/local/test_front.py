"""One origin for everything that the console asks."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from local.environment import free_port
from local.front import Upstream, create_app, with_emulated_s3

POLICY = (
    "default-src 'none'; connect-src 'self' https://rk.auth.us-east-1.amazoncognito.com"
    " https://rk-recordings.s3.us-east-1.amazonaws.com;"
    " media-src https://rk-recordings.s3.us-east-1.amazonaws.com; base-uri 'none'"
)


class Server:
    """An application on a port of its own, in a thread."""

    def __init__(self, app: Starlette) -> None:
        self.port = free_port()
        config = uvicorn.Config(
            app, "127.0.0.1", self.port, log_level="error", ws="websockets-sansio"
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        while not self._server.started:
            time.sleep(0.01)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(10)


async def _echo(request: Request) -> Response:
    received = {
        "method": request.method,
        "path": request.url.path,
        "query": request.url.query,
        "host": request.headers.get("host"),
        "body": (await request.body()).decode(),
    }
    headers = {"Strict-Transport-Security": "max-age=1", "Content-Security-Policy": POLICY}
    return JSONResponse(received, status_code=418, headers=headers)


async def _live(socket: WebSocket) -> None:
    if socket.query_params.get("ticket") != "good":
        await socket.close(1008)
        return
    await socket.accept()
    await socket.send_text(f"hello {socket.url.path}")
    assert await socket.receive_text() == "ping"
    await socket.send_text("pong")
    await socket.close()


@contextmanager
def front_of(distribution_domain: str) -> Iterator[str]:
    methods = ["GET", "POST", "DELETE"]
    routes = [
        WebSocketRoute("/{path:path}", _live),
        Route("/{path:path}", _echo, methods=methods),
    ]
    upstream = Server(Starlette(routes=routes))
    known = Upstream(upstream.url, "api1", "hooks1", "live1", distribution_domain)
    front = Server(create_app(known))
    yield front.url
    front.stop()
    upstream.stop()


@pytest.fixture(scope="module")
def origin() -> Iterator[str]:
    with front_of("d1.cloudfront.net") as url:
        yield url


def received(origin: str, path: str, method: str = "GET", body: str = "") -> dict[str, str]:
    answer = httpx.request(method, f"{origin}{path}", content=body, trust_env=False)
    assert answer.status_code == 418
    values: dict[str, str] = answer.json()
    return values


@pytest.mark.parametrize(
    ("path", "api"),
    [("/v1/realtime", "api1"), ("/webhooks/ringcentral/default/key", "hooks1")],
)
def test_api_and_webhook_go_to_http_apis_of_their_own(origin: str, path: str, api: str) -> None:
    found = received(origin, f"{path}?a=1", "POST", "body")
    assert found["path"] == f"/_aws/execute-api/{api}/$default{path}"
    assert (found["method"], found["query"], found["body"]) == ("POST", "a=1", "body")


@pytest.mark.parametrize("path", ["/", "/realtime", "/assets/a.js"])
def test_everything_else_goes_to_the_distribution(origin: str, path: str) -> None:
    found = received(origin, path)
    assert (found["path"], found["host"]) == (path, "d1.cloudfront.net")


@pytest.mark.parametrize("path", ["/oauth2/token", "/login", "/logout"])
def test_sign_in_is_under_the_same_origin(origin: str, path: str) -> None:
    found = received(origin, path)
    assert found["path"] == path
    assert found["host"] != "d1.cloudfront.net"


def test_without_a_console_only_the_api_the_webhook_and_sign_in_are_served() -> None:
    with front_of("") as origin:
        answer = httpx.get(f"{origin}/realtime", trust_env=False)
        assert (answer.status_code, "DeployConsole is false" in answer.text) == (404, True)
        assert received(origin, "/v1/me")["path"].endswith("/v1/me")
        assert received(origin, "/login")["path"] == "/login"


def test_the_policy_stays_and_https_is_not_demanded(origin: str) -> None:
    headers = httpx.get(f"{origin}/", trust_env=False).headers
    assert headers["content-security-policy"].startswith("default-src 'none'; connect-src 'self'")
    assert "strict-transport-security" not in headers


def test_audio_comes_from_the_emulator_instead_of_s3_and_from_nowhere_else(origin: str) -> None:
    policy = httpx.get(f"{origin}/", trust_env=False).headers["content-security-policy"]
    directives = {name: sources for name, *sources in map(str.split, policy.split(";"))}
    (emulator,) = directives["media-src"]
    assert emulator.startswith("http://127.0.0.1:")
    sign_in = "https://rk.auth.us-east-1.amazoncognito.com"
    assert directives["connect-src"] == ["'self'", sign_in, emulator]
    assert with_emulated_s3("media-src 'none'", emulator) == "media-src 'none'"


def test_a_socket_is_passed_on_both_ways_and_closed_with_the_other_end(origin: str) -> None:
    async def talk() -> list[str]:
        async with connect(
            f"{origin.replace('http', 'ws')}/live?ticket=good", proxy=None
        ) as socket:
            heard = [str(await socket.recv())]
            await socket.send("ping")
            heard.append(str(await socket.recv()))
            with pytest.raises(ConnectionClosed):
                await socket.recv()
            return heard

    assert asyncio.run(talk()) == ["hello /_aws/execute-api/live1/live", "pong"]


def test_a_refused_socket_is_refused_here_too(origin: str) -> None:
    async def knock() -> None:
        async with connect(f"{origin.replace('http', 'ws')}/live?ticket=bad", proxy=None):
            pass

    with pytest.raises(InvalidStatus):
        asyncio.run(knock())
