"""Control of the extension list: what an administrator does in RingCentral's own pages."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from simulator.accounts.account import Account
from simulator.control.routing import Json, route

_FIELDS: Final = ("name", "number", "site", "status")


class ExtensionsControl:
    def __init__(self, account: Account) -> None:
        self._account = account

    def routes(self) -> list[Route]:
        return [
            route("POST", "extensions/{extension_id}", self._change),
            route("POST", "extensions/{extension_id}/delete", self._delete),
        ]

    def _change(self, request: Request, body: Json) -> Response:
        """Renames, moves, disables or enables an extension. What is not named stays."""
        extension = self._account.extensions[_id(request)]
        if unknown := sorted(body.keys() - set(_FIELDS)):
            raise KeyError(unknown[0])
        for name, value in body.items():
            setattr(extension, name, str(value))
        return JSONResponse({name: getattr(extension, name) for name in _FIELDS})

    def _delete(self, request: Request, _body: Json) -> Response:
        """The list no longer has the extension. Its calls stay."""
        deleted = self._account.extensions.pop(_id(request))
        return JSONResponse({"deleted": deleted.name})


def _id(request: Request) -> int:
    return int(request.path_params["extension_id"])
