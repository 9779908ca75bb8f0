"""Control of rare events and phones: unusual events, and phones that belong to no user."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from simulator.control.routing import Json, route
from simulator.directory.extensions import Extension
from simulator.live.unusual_events import publish_unusual_event
from simulator.live.wiring import Live


class LiveTroublesControl:
    def __init__(self, live: Live) -> None:
        self._live = live

    def routes(self) -> list[Route]:
        return [
            route("POST", "live/unusual-events", self._publish),
            route("POST", "live/phones", self._add_phone),
        ]

    def _publish(self, _request: Request, body: Json) -> Response:
        publish_unusual_event(self._live, str(body["kind"]))
        return JSONResponse({"kind": body["kind"]}, 201)

    def _add_phone(self, _request: Request, body: Json) -> Response:
        """Adds an extension, by default a common-area phone. A live call can name it."""
        extensions = self._live.account.extensions
        new_id = max(extensions) + 1
        number = str(body.get("number", new_id))
        added = Extension(
            new_id, str(body.get("name", "Lobby")), number, str(body.get("type", "Limited"))
        )
        self._live.account.add_extension(added)
        return JSONResponse({"extension_id": str(added.id), "type": added.type}, 201)
