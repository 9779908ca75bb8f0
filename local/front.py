"""One address for console, API, sockets, sign-in and webhook, like CloudFront's on AWS.

The console's files come through the emulator's distribution with all its headers. Three things differ from
AWS: plain http (so no HSTS), sign-in pages under the same origin, and audio from the emulator's address
instead of S3's.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import re
import sys
import urllib.request
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from local.managed import Managed
from local.processes import LocalProcess
from local.stack import LocalStack

_SIGN_IN = ("/oauth2/", "/login", "/logout", "/confirm", "/forgotPassword", "/signup")
_API = "/v1/"
_WEBHOOK = "/webhooks/"
_HOP_BY_HOP = frozenset(
    {"connection", "content-length", "date", "host", "keep-alive", "server", "transfer-encoding"}
)
_POLICY_VIOLATION = 1008
_POLICY = "content-security-policy"
_BUCKET_HOST = re.compile(r"https://[a-z0-9.-]+\.s3\.[a-z0-9-]+\.amazonaws\.com")
"""The only host of S3 in the console's policy: that of the recordings."""
_OPTIONS = {
    "HttpApiId": "--http-api-id",
    "WebhookApiId": "--webhook-api-id",
    "LiveApiId": "--live-api-id",
}
"""The option for each output of the stack."""


@dataclass(frozen=True)
class Upstream:
    """The emulator's addresses behind the origin."""

    endpoint_url: str
    http_api_id: str
    webhook_api_id: str
    live_api_id: str
    distribution_domain: str

    def serves(self, path: str) -> bool:
        """Without a console there is nothing but the API, the webhook and the sign-in pages."""
        return bool(self.distribution_domain) or path.startswith((_API, _WEBHOOK, *_SIGN_IN))

    def address(self, path: str) -> str:
        for prefix, api_id in ((_API, self.http_api_id), (_WEBHOOK, self.webhook_api_id)):
            if path.startswith(prefix):
                return f"{self.endpoint_url}/_aws/execute-api/{api_id}/$default{path}"
        # The emulator's sign-in page names no icon, so browsers ask for this one.
        return f"{self.endpoint_url}{'/favicon.svg' if path == '/favicon.ico' else path}"

    def headers(self, path: str) -> dict[str, str]:
        """The emulator finds the distribution by its host name, and expects https."""
        if path.startswith((_API, _WEBHOOK, *_SIGN_IN)):
            return {}
        return {"host": self.distribution_domain, "x-forwarded-proto": "https"}

    @property
    def live_address(self) -> str:
        socket_url = self.endpoint_url.replace("http", "ws", 1)
        return f"{socket_url}/_aws/execute-api/{self.live_api_id}/live"


def create_app(upstream: Upstream) -> Starlette:
    client = httpx.AsyncClient(timeout=60, follow_redirects=False, trust_env=False)

    async def pass_on(request: Request) -> Response:
        path = request.url.path
        if not upstream.serves(path):
            return PlainTextResponse("the stack has no console: DeployConsole is false\n", 404)
        kept = {k: v for k, v in request.headers.items() if k not in _HOP_BY_HOP}
        answer = await client.request(
            request.method,
            upstream.address(path),
            params=request.url.query or None,
            headers={**kept, **upstream.headers(path)},
            content=await request.body(),
        )
        return _answer(answer, upstream.endpoint_url)

    async def live(socket: WebSocket) -> None:
        await _bridge(socket, f"{upstream.live_address}?{socket.url.query}")

    @contextlib.asynccontextmanager
    async def closing(app: Starlette) -> AsyncIterator[None]:
        async with client:
            yield

    methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
    routes = [WebSocketRoute("/live", live), Route("/{path:path}", pass_on, methods=methods)]
    return Starlette(routes=routes, lifespan=closing)


def _answer(answer: httpx.Response, endpoint_url: str) -> Response:
    response = Response(answer.content, answer.status_code)
    dropped = {*_HOP_BY_HOP, "content-encoding", "strict-transport-security"}
    for name, value in answer.headers.multi_items():
        if name.lower() not in dropped:
            known = with_emulated_s3(value, endpoint_url) if name.lower() == _POLICY else value
            response.headers.append(name, known)
    return response


def with_emulated_s3(policy: str, endpoint_url: str) -> str:
    """Functions on the laptop sign addresses of the emulator, so pages must be allowed to read from there."""
    return _BUCKET_HOST.sub(endpoint_url, policy)


async def _bridge(socket: WebSocket, address: str) -> None:
    try:
        upstream = await connect(address, max_size=2**20, proxy=None)
    except (InvalidStatus, OSError):
        await socket.close(_POLICY_VIOLATION)
        return
    await socket.accept()
    async with upstream:
        ways = [
            asyncio.ensure_future(each) for each in (_out(socket, upstream), _in(socket, upstream))
        ]
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        for way in ways:
            way.cancel()
    with contextlib.suppress(RuntimeError):
        await socket.close()


async def _out(socket: WebSocket, upstream: ClientConnection) -> None:
    with contextlib.suppress(ConnectionClosed, WebSocketDisconnect, RuntimeError):
        async for message in upstream:
            await socket.send_text(message if isinstance(message, str) else message.decode())


async def _in(socket: WebSocket, upstream: ClientConnection) -> None:
    with contextlib.suppress(ConnectionClosed, WebSocketDisconnect):
        while True:
            await upstream.send(await socket.receive_text())


class Front(Managed):
    """The origin as a process beside the stack. Raises StackFailed when it does not start."""

    def __init__(self, stack: LocalStack, port: int) -> None:
        self.stack = stack
        self._port = port
        self._process: LocalProcess | None = None
        self.url = f"http://127.0.0.1:{port}"

    def start(self) -> None:
        # Version 0.1.0 had one API for both.
        outputs = {"WebhookApiId": self.stack.outputs["HttpApiId"], **self.stack.outputs}
        command = [sys.executable, "-m", "local.front", "--port", str(self._port)]
        command += ["--endpoint-url", self.stack.endpoint_url]
        for name in ("HttpApiId", "WebhookApiId", "LiveApiId"):
            command += [_OPTIONS[name], outputs[name]]
        command += ["--distribution-domain", outputs.get("ConsoleDistributionDomain", "")]
        self._process = LocalProcess("the console's address", command, self.log_path)
        self._process.start(self._is_ready)

    def stop(self) -> None:
        if self._process is not None:
            self._process.stop()

    @property
    def log_path(self) -> Path:
        return self.stack.folder / "front.log"

    def _is_ready(self) -> bool:
        """Its first answer comes from the API's function: a cold start on a laptop takes seconds."""
        with urllib.request.urlopen(f"{self.url}/v1/configuration", timeout=30):
            return True


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="local.front", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    for option in ("--endpoint-url", *_OPTIONS.values(), "--distribution-domain"):
        parser.add_argument(option, required=True)
    options = parser.parse_args(argv)
    upstream = Upstream(
        options.endpoint_url,
        options.http_api_id,
        options.webhook_api_id,
        options.live_api_id,
        options.distribution_domain,
    )
    # No access log: the webhook's path and the sockets' tickets are secrets.
    uvicorn.run(
        create_app(upstream),
        host="127.0.0.1",
        port=options.port,
        log_level="warning",
        access_log=False,
        ws="websockets-sansio",
        timeout_graceful_shutdown=1,
    )
    return os.EX_OK


if __name__ == "__main__":
    sys.exit(main())
