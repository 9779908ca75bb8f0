"""Routes of the control API: only for this machine, with plain JSON errors."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from simulator.http.addresses import is_loopback_host
from simulator.http.errors import ApiError

PREFIX = "/_simulator"
Json = dict[str, Any]  # what a person or a test posts; each handler converts what it reads
Handler = Callable[[Request, Json], Response]


def route(method: str, path: str, handler: Handler) -> Route:
    return Route(f"{PREFIX}/{path}", _endpoint(handler), methods=[method])


def _endpoint(handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        if not is_loopback_host(request.headers.get("host", "")):
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
