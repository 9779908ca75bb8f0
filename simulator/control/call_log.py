"""Control of single records of the call log."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from simulator.accounts.account import Account
from simulator.control.routing import Json, route
from simulator.recordings.odd_records import KINDS


class CallLogControl:
    def __init__(self, account: Account) -> None:
        self._account = account

    def routes(self) -> list[Route]:
        return [
            route("GET", "odd-records", self._list),
            route("POST", "odd-records", self._change),
        ]

    def _list(self, _request: Request, _body: Json) -> Response:
        """Lists the kinds, and the calls that have one."""
        calls = list(self._account.calls.values())
        odd = {call.id: call.oddity for call in calls if call.oddity}
        return JSONResponse({"kinds": list(KINDS), "calls": odd})

    def _change(self, _request: Request, body: Json) -> Response:
        kind = str(body["kind"])
        if kind and kind not in KINDS:
            raise KeyError(kind)
        self._account.make_odd(str(body["call_id"]), kind)
        return JSONResponse(body, 201)
