"""Control of the rate limits' troubles, and of tokens that are refused."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from simulator.accounts.account import Account
from simulator.control.routing import Json, route
from simulator.limits.troubles import FurtherWindow


class LimitControl:
    def __init__(self, account: Account) -> None:
        self._account = account

    def routes(self) -> list[Route]:
        return [
            route("POST", "limits", self._set_limits),
            route("POST", "refused-tokens", self._refuse_tokens),
        ]

    def _set_limits(self, _request: Request, body: Json) -> Response:
        troubles = self._account.limiter.troubles
        if "retry_after" in body:
            given = body["retry_after"]
            troubles.retry_after = None if given is None else str(given)
        for group, windows in dict(body.get("windows", {})).items():
            troubles.windows[str(group)] = [
                FurtherWindow(int(limit), float(seconds)) for limit, seconds in windows
            ]
        return JSONResponse(body)

    def _refuse_tokens(self, _request: Request, body: Json) -> Response:
        refused = self._account.refused_tokens
        if body.get("end"):
            refused.end(str(body["operation"]))
        else:
            extension = body.get("extension_id")
            refused.begin(str(body["operation"]), None if extension is None else str(extension))
        return JSONResponse(body)
