"""Breaks connections on purpose: resets and truncated bodies."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

_open: dict[tuple[object, object], asyncio.Transport] = {}


class BreakableProtocol(H11Protocol):
    """Keeps its transports, so that an endpoint can reset its own connection."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if self.client and self.server:
            _open[self.client, self.server] = transport

    def connection_lost(self, exc: Exception | None) -> None:
        if self.client and self.server:
            _open.pop((self.client, self.server), None)
        super().connection_lost(exc)


class ConnectionBroken(Exception):
    """Raised in the middle of a response: the server then closes the connection."""


async def abort_connection(request: Request) -> None:
    """Resets the connection of a request. The endpoint returns without an answer after that."""
    transport = _open.get((request.scope.get("client"), request.scope.get("server")))
    if transport is None:
        raise ConnectionBroken
    raw = transport.get_extra_info("socket")
    with contextlib.suppress(OSError):
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()
    await asyncio.sleep(0.01)  # the server notices the lost connection


class TruncatedResponse(Response):
    """Announces the length of the whole body and sends the first half."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = bytes(self.body)
        start = {"type": "http.response.start", "status": 200, "headers": self.raw_headers}
        await send(start)
        half = body[: len(body) // 2]
        await send({"type": "http.response.body", "body": half, "more_body": True})
        raise ConnectionBroken
