"""Control of the users' roles: which site a user sees."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from simulator.accounts.account import Account
from simulator.accounts.reach import DEFAULT_DOMAIN, Site
from simulator.control.routing import Json, route


class ReachControl:
    def __init__(self, account: Account) -> None:
        self._account = account

    def routes(self) -> list[Route]:
        return [route("POST", "users/{extension_id}/site", self._limit)]

    def _limit(self, request: Request, body: Json) -> Response:
        """Limits the user's role to some extensions. An empty body lifts the limit."""
        user = self._account.user_of(request.path_params["extension_id"])
        self._account.roles.limit(user, _site(body) if body else None)
        return JSONResponse(body)


def _site(body: Json) -> Site:
    return Site(
        frozenset(int(each) for each in body["extension_ids"]),
        str(body.get("domain", DEFAULT_DOMAIN)),
        int(body.get("refusal", 404)),
    )
