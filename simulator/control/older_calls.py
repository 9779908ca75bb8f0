"""Control of older calls: they are described first, and the call log lists them later. In between, an archive
can be filled with them, as if it had kept recordings for weeks."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from simulator.accounts.account import Account
from simulator.control.routing import Json, route
from simulator.recordings.older_calls import OlderCall, described, older_calls

_DAYS = 30


class OlderCallsControl:
    def __init__(self, account: Account) -> None:
        self._account = account
        self._made: list[OlderCall] = []

    def routes(self) -> list[Route]:
        return [
            route("POST", "older-calls", self._make),
            route("POST", "older-calls/listed", self._list),
        ]

    def _make(self, request: Request, body: Json) -> Response:
        self._made = older_calls(self._account, int(body.get("days", _DAYS)))
        base_url = str(request.base_url).rstrip("/")
        return JSONResponse([described(self._account, each, base_url) for each in self._made], 201)

    def _list(self, _request: Request, _body: Json) -> Response:
        self._account.add_calls(each.call for each in self._made)
        return JSONResponse({"listed": len(self._made)})
