"""How the simulator's own interface is reached: on this machine alone, with plain errors."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from simulator.http.errors import ApiError

PREFIX = "/_simulator"
LOOPBACK = ("127.0.0.1", "localhost", "::1")
Json = dict[str, Any]
Handler = Callable[[Request, Json], Response]


def route(method: str, path: str, handler: Handler) -> Route:
    return Route(f"{PREFIX}/{path}", _endpoint(handler), methods=[method])


def on_this_machine(host: str) -> bool:
    """Whether a Host header names this machine: a page of another site cannot make it do so."""
    try:
        return urlsplit(f"//{host}").hostname in LOOPBACK
    except ValueError:
        return False


def _endpoint(handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        if not on_this_machine(request.headers.get("host", "")):
            return JSONResponse({"error": "only for this machine"}, 403)
        raw = await request.body()
        try:
            return handler(request, _object(raw))
        except KeyError as error:
            return JSONResponse({"error": f"unknown or missing: {error}"}, 404)
        except (ApiError, ValueError, TypeError, AttributeError) as error:
            return JSONResponse({"error": str(error)}, 400)

    return endpoint


def _object(raw: bytes) -> Json:
    value = json.loads(raw) if raw else {}
    if not isinstance(value, dict):
        raise TypeError("a JSON object is expected")
    return value
